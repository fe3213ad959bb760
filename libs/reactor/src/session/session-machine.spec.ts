import { describe, expect, it } from '@jest/globals';
import { nextOccupancy, SessionMachine } from './session-machine.js';
import type { SessionEvent, SessionState, Transition } from './session-state.js';

const STATES: SessionState[] = ['created', 'ready', 'waiting', 'streaming', 'orphaned', 'closing', 'terminated'];

const LEGAL: [SessionEvent, SessionState, SessionState][] = [
  ['initialization_success', 'created', 'ready'],
  ['initialization_fail', 'created', 'terminated'],
  ['start_session', 'ready', 'waiting'],
  ['connection_opened', 'waiting', 'streaming'],
  ['connection_opened', 'orphaned', 'streaming'],
  ['connection_opened', 'streaming', 'streaming'],
  ['connection_closed', 'streaming', 'orphaned'],
  ['stop_session', 'waiting', 'closing'],
  ['stop_session', 'streaming', 'closing'],
  ['stop_session', 'orphaned', 'closing'],
  ['timeout', 'waiting', 'closing'],
  ['timeout', 'orphaned', 'closing'],
  ['cleanup_complete', 'closing', 'ready'],
  ['eviction', 'created', 'terminated'],
  ['eviction', 'ready', 'terminated'],
  ['eviction', 'waiting', 'terminated'],
  ['eviction', 'streaming', 'terminated'],
  ['eviction', 'orphaned', 'terminated'],
  ['eviction', 'closing', 'terminated'],
];

const NOTED: SessionEvent[] = ['connection_answered', 'chunk_ready', 'clip_ready', 'command', 'error', 'metric'];

describe('nextOccupancy', () => {
  it.each(LEGAL)('%s moves %s to %s', (event, from, to) => {
    expect(nextOccupancy({ state: from, live: 1 }, event)?.state).toBe(to);
  });

  const events = [...new Set(LEGAL.map(([event]) => event))];
  const illegal = events.flatMap((event) =>
    STATES.filter((state) => !LEGAL.some(([e, from]) => e === event && from === state)).map(
      (state) => [event, state] as const,
    ),
  );
  it.each(illegal)('%s is refused in %s', (event, state) => {
    expect(nextOccupancy({ state, live: 1 }, event)).toBeUndefined();
  });

  it.each(NOTED.flatMap((event) => STATES.map((state) => [event, state] as const)))(
    '%s leaves %s and its count as they are',
    (event, state) => {
      expect(nextOccupancy({ state, live: 3 }, event)).toEqual({ state, live: 3 });
    },
  );

  it('stays streaming while another client is left', () => {
    expect(nextOccupancy({ state: 'streaming', live: 2 }, 'connection_closed')).toEqual({
      state: 'streaming',
      live: 1,
    });
  });

  it('counts no client once the session has ended', () => {
    expect(nextOccupancy({ state: 'streaming', live: 2 }, 'stop_session')).toEqual({ state: 'closing', live: 0 });
  });
});

describe('SessionMachine', () => {
  it('tells listeners in order, after the state has changed, with the wall clock of the move', () => {
    const machine = new SessionMachine(() => 1_700_000_000_000);
    const seen: string[] = [];
    let told: Transition | undefined;
    machine.onTransition((t) => {
      told = t;
      seen.push(`first:${machine.state}`);
    });
    machine.onTransition(() => seen.push('second'));
    expect(machine.apply('initialization_success', { a: 1 })).toBe(true);
    expect(seen).toEqual(['first:ready', 'second']);
    expect(told).toEqual({
      event: 'initialization_success',
      from: 'created',
      to: 'ready',
      detail: { a: 1 },
      tsMs: 1_700_000_000_000,
    });
  });

  it('tells nobody of a refused move', () => {
    const machine = new SessionMachine();
    let told = 0;
    machine.onTransition(() => told++);
    expect(machine.apply('stop_session')).toBe(false);
    expect(machine.state).toBe('created');
    expect(told).toBe(0);
  });
});
