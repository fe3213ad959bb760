import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ReactorClient, SessionStatus } from '@nestjs-reactor/client';
import { Spectator } from './spectator.js';

/** An observable that the test changes. */
function changing<T>(value: T) {
  const listeners: ((next: T) => void)[] = [];
  return {
    value,
    subscribe: (listener: (next: T) => void) => (listeners.push(listener), () => {}),
    change: (next: T) => listeners.forEach((listener) => listener(next)),
  };
}

const WAITING: SessionStatus = { kind: 'waiting', place: 1, waiting: 1, expectedWaitMs: undefined };

let status: ReturnType<typeof changing<SessionStatus>>;
let watched: ReturnType<typeof changing<SessionStatus>>;
let connection: ReturnType<typeof changing<unknown>>;
let spectator: Spectator;
let calls: unknown[];

beforeEach(() => {
  jest.useFakeTimers();
  calls = [];
  status = changing<SessionStatus>({ kind: 'idle' });
  watched = changing<SessionStatus>({ kind: 'idle' });
  connection = changing<unknown>(undefined);
  const client = {
    status: watched,
    connection,
    start: (wish: unknown) => void calls.push(wish),
    leave: async () => void calls.push('leave'),
  };
  spectator = new Spectator(status, client as unknown as ReactorClient);
});
afterEach(() => void jest.useRealTimers());

describe('Spectator', () => {
  it('watches while the page waits, and until it is live', () => {
    status.change({ kind: 'connecting', again: false });
    expect(calls).toEqual([]);
    status.change(WAITING);
    status.change({ kind: 'called', untilMs: 1 });
    expect(calls).toEqual(['watch']);
    status.change({ kind: 'live', entry: 'fresh' });
    expect(calls).toEqual(['watch', 'leave']);
  });

  it('looks for another session when the watched one has ended, as long as the page waits', () => {
    status.change(WAITING);
    watched.change({ kind: 'ended', reason: 'evicted', message: '' });
    jest.advanceTimersByTime(1_000);
    expect(calls).toEqual(['watch', 'watch']);
    watched.change({ kind: 'ended', reason: 'evicted', message: '' });
    status.change({ kind: 'ended', reason: 'left', message: '' });
    jest.advanceTimersByTime(5_000);
    expect(calls).toEqual(['watch', 'watch', 'leave']);
  });

  it('knows the first picture that is received', () => {
    const tracks = [
      { name: 'sound', kind: 'audio', direction: 'recvonly' },
      { name: 'main_video', kind: 'video', direction: 'recvonly' },
    ];
    expect(spectator.track.value).toBeUndefined();
    connection.change({ session: { capabilities: { tracks } }, received: new Map([['main_video', {}]]) });
    expect(spectator.track.value).toBe('main_video');
    connection.change({ session: { capabilities: { tracks } }, received: new Map() });
    expect(spectator.track.value).toBeUndefined();
  });
});
