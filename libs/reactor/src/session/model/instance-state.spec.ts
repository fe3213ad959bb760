import { describe, expect, it } from '@jest/globals';
import { type InstanceMove, type InstanceState, nextInstanceState } from './instance-state.js';

const STATES: readonly InstanceState[] = [
  'loading',
  'idle',
  'serving',
  'interrupted',
  'recovering',
  'failed',
  'closed',
];

const LEGAL: [InstanceMove, InstanceState, InstanceState][] = [
  ['loaded', 'loading', 'idle'],
  ['loaded', 'recovering', 'idle'],
  ['loaded', 'interrupted', 'serving'],
  ['loaded', 'failed', 'idle'],
  ['failed', 'loading', 'failed'],
  ['failed', 'recovering', 'failed'],
  ['failed', 'interrupted', 'failed'],
  ['failed', 'idle', 'failed'],
  ['failed', 'serving', 'failed'],
  ['assigned', 'idle', 'serving'],
  ['released', 'serving', 'idle'],
  ['released', 'interrupted', 'recovering'],
  ['lost', 'idle', 'recovering'],
  ['lost', 'serving', 'interrupted'],
  ...STATES.filter((state) => state !== 'closed').map(
    (state) => ['closed', state, 'closed'] as [InstanceMove, InstanceState, InstanceState],
  ),
];

describe('nextInstanceState', () => {
  it.each(LEGAL)('%s moves %s to %s', (move, from, to) => {
    expect(nextInstanceState(from, move)).toBe(to);
  });

  const moves = [...new Set(LEGAL.map(([move]) => move))];
  const illegal = moves.flatMap((move) =>
    STATES.filter((state) => !LEGAL.some(([legal, from]) => legal === move && from === state)).map(
      (state) => [move, state] as const,
    ),
  );
  it.each(illegal)('%s changes nothing in %s', (move, state) => {
    expect(nextInstanceState(state, move)).toBeUndefined();
  });
});
