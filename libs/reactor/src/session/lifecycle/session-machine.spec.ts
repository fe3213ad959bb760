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

  it.each([
    ['waiting', 0, 1],
    ['orphaned', 0, 1],
    ['streaming', 1, 2],
  ] as [SessionState, number, number][])('counts a client that comes while %s', (state, live, after) => {
    expect(nextOccupancy({ state, live }, 'connection_opened')).toEqual({ state: 'streaming', live: after });
  });

  it('never counts below none', () => {
    expect(nextOccupancy({ state: 'streaming', live: 0 }, 'connection_closed')).toEqual({ state: 'orphaned', live: 0 });
  });

  it.each(LEGAL.filter(([event]) => !event.startsWith('connection_')))(
    'counts nobody any more after %s in %s',
    (event, from) => {
      expect(nextOccupancy({ state: from, live: 2 }, event)?.live).toBe(0);
    },
  );
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

  it('walks a life from its load to its end', () => {
    const machine = new SessionMachine();
    const walk: [SessionEvent, SessionState, number][] = [
      ['initialization_success', 'ready', 0],
      ['start_session', 'waiting', 0],
      ['connection_opened', 'streaming', 1],
      ['command', 'streaming', 1],
      ['connection_opened', 'streaming', 2],
      ['connection_closed', 'streaming', 1],
      ['connection_closed', 'orphaned', 0],
      ['connection_opened', 'streaming', 1],
      ['connection_closed', 'orphaned', 0],
      ['timeout', 'closing', 0],
      ['cleanup_complete', 'ready', 0],
      ['start_session', 'waiting', 0],
      ['stop_session', 'closing', 0],
      ['eviction', 'terminated', 0],
    ];
    for (const [event, state, live] of walk) {
      expect(machine.apply(event)).toBe(true);
      expect([machine.state, machine.live]).toEqual([state, live]);
    }
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
