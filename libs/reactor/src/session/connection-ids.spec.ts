import { describe, expect, it } from '@jest/globals';
import { ConnectionIds } from './connection-ids.js';

describe('ConnectionIds', () => {
  it('draws from 1002 to 9999, never one twice', () => {
    const ids = new ConnectionIds();
    const drawn = Array.from({ length: 500 }, () => ids.next());
    expect(new Set(drawn).size).toBe(500);
    for (const id of drawn) expect(id! >= 1002 && id! <= 9999).toBe(true);
  });

  it('gives up after a hundred draws of what was given just now', () => {
    let draws = 0;
    const ids = new ConnectionIds(() => {
      draws++;
      return 1002;
    });
    expect([ids.next(), ids.next()]).toEqual([1002, undefined]);
    expect(draws).toBe(101);
  });

  it('draws none that a client has, even one that the client chose itself', () => {
    const ids = new ConnectionIds(() => 1002);
    ids.hold(1002);
    expect(ids.next()).toBeUndefined();
  });

  it('gives one again when it has rested for a minute, the longest rested first', () => {
    let nowMs = 0;
    const few = [1002, 1003, 1004];
    let draws = 0;
    const ids = new ConnectionIds(
      () => few[draws++ % few.length]!,
      () => nowMs,
    );
    expect([ids.next(), ids.next(), ids.next(), ids.next()]).toEqual([1002, 1003, 1004, undefined]);
    // 1002 has a client all along, that of 1003 leaves late, that of 1004 never comes.
    ids.hold(1002);
    ids.hold(1003);
    nowMs = 30_000;
    ids.release(1003);
    nowMs = 59_999;
    expect(ids.next()).toBeUndefined();
    nowMs = 60_000;
    expect([ids.next(), ids.next()]).toEqual([1004, undefined]);
    nowMs = 90_000;
    expect([ids.next(), ids.next()]).toEqual([1003, undefined]);
  });

  it('never runs out for clients that come and go, and keeps nothing of ids that clients made up', () => {
    let nowMs = 0;
    const ids = new ConnectionIds(undefined, () => nowMs);
    for (let i = 0; i < 30_000; i++) {
      const id = ids.next();
      if (id === undefined) throw new Error(`none was left after ${i}`);
      ids.hold(id);
      ids.release(id);
      ids.hold(1_000_000 + i);
      ids.release(1_000_000 + i);
      nowMs += 10;
    }
    expect(ids.next()).toBeLessThanOrEqual(9999);
  });
});
