import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { PathWatch } from './path-watch.js';

describe('a path', () => {
  let causes: string[];

  beforeEach(() => {
    jest.useFakeTimers();
    causes = [];
  });
  afterEach(() => {
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  const watch = (limits = { graceMs: 100, restartMs: 1_000 }): PathWatch =>
    new PathWatch(limits, (cause) => {
      causes.push(cause);
      path.stop();
    });
  let path: PathWatch;

  it.each(['disconnected', 'failed'] as const)('that was open and is %s is given up after the grace', (state) => {
    path = watch();
    path.follow('connected');
    path.follow(state);
    jest.advanceTimersByTime(99);
    expect(causes).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(causes).toEqual(['nothing was received for 100 ms']);
  });

  it('is given up after one grace, whatever else the library calls it meanwhile', () => {
    path = watch();
    for (const state of ['connected', 'disconnected'] as const) path.follow(state);
    jest.advanceTimersByTime(60);
    for (const state of ['connecting', 'failed', 'disconnected'] as const) path.follow(state);
    jest.advanceTimersByTime(40);
    expect(causes).toEqual(['nothing was received for 100 ms']);
  });

  it('that comes back in time stays', () => {
    path = watch();
    for (const state of ['connected', 'disconnected', 'connected', 'connected'] as const) path.follow(state);
    jest.advanceTimersByTime(10_000);
    expect(causes).toEqual([]);
  });

  it('that never opened is given up at once when it fails', () => {
    path = watch();
    for (const state of ['connecting', 'failed'] as const) path.follow(state);
    expect(causes).toEqual(['its connection failed']);
  });

  it('that is closed is given up at once', () => {
    path = watch();
    for (const state of ['connected', 'closed'] as const) path.follow(state);
    expect(causes).toEqual(['its connection was closed']);
  });

  describe('that is restarted', () => {
    it.each([
      ['while it is interrupted', ['connected', 'disconnected'], []],
      ['and then interrupted', ['connected'], ['disconnected', 'failed']],
      ['before it ever opened', ['failed'], ['failed']],
      ['and only tries', ['connected', 'disconnected'], ['connecting']],
    ] as const)('%s has its full time, and is given up then', (_, before, after) => {
      path = watch();
      if (before[0] === 'connected') for (const state of before) path.follow(state);
      jest.advanceTimersByTime(99);
      path.restarted();
      for (const state of after) path.follow(state);
      jest.advanceTimersByTime(999);
      expect(causes).toEqual([]);
      jest.advanceTimersByTime(1);
      expect(causes).toEqual(['no connection within 1000 ms of its ICE restart']);
    });

    it('and opens is held to the grace again', () => {
      path = watch();
      for (const state of ['connected', 'disconnected'] as const) path.follow(state);
      path.restarted();
      for (const state of ['connecting', 'connected', 'disconnected'] as const) path.follow(state);
      jest.advanceTimersByTime(100);
      expect(causes).toEqual(['nothing was received for 100 ms']);
    });

    it('and stays open goes on', () => {
      path = watch();
      path.follow('connected');
      path.restarted();
      path.follow('connected');
      jest.advanceTimersByTime(10_000);
      expect(causes).toEqual([]);
    });

    it('without a limit of its own gets the grace anew', () => {
      path = watch({ graceMs: 100, restartMs: 0 });
      for (const state of ['connected', 'disconnected'] as const) path.follow(state);
      jest.advanceTimersByTime(99);
      path.restarted();
      jest.advanceTimersByTime(99);
      expect(causes).toEqual([]);
      jest.advanceTimersByTime(1);
      expect(causes).toEqual(['nothing was received for 100 ms']);
    });
  });
});
