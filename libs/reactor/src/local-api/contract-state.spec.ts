import { describe, expect, it } from '@jest/globals';
import type { InstanceState, SessionPhase } from '../session/index.js';
import { type ContractState, contractStateOf } from './contract-state.js';

const STATES: [InstanceState, SessionPhase | undefined, ContractState][] = [
  ['loading', undefined, 'created'],
  ['idle', undefined, 'ready'],
  ['recovering', undefined, 'ready'],
  ['serving', 'waiting', 'waiting'],
  ['serving', 'streaming', 'streaming'],
  ['serving', 'orphaned', 'orphaned'],
  ['serving', 'closing', 'closing'],
  // A kept session, whose worker is away.
  ['interrupted', 'streaming', 'streaming'],
  ['interrupted', 'closing', 'closing'],
  // Its worker loads again before the next session.
  ['recovering', 'ended', 'closing'],
  ['idle', 'ended', 'closing'],
  ['failed', undefined, 'terminated'],
  ['failed', 'closing', 'terminated'],
  ['closed', undefined, 'ready'],
];

describe('the contract’s state', () => {
  it.each(STATES)('of an instance that is %s with a session that is %s is %s', (instance, phase, state) => {
    expect(contractStateOf(instance, phase)).toBe(state);
  });
});
