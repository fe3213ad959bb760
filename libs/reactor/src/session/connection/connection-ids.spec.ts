import { describe, expect, it } from '@jest/globals';
import { ConnectionIds } from './connection-ids.js';
import type { ConnectionOwner } from './connection-owner.js';

const ALICE: ConnectionOwner = { surface: 'rest', caller: 'address 192.0.2.1' };
const BOB: ConnectionOwner = { surface: 'rest', caller: 'address 192.0.2.2' };

describe('ConnectionIds', () => {
  it('draws numbers of nine digits, which nobody finds by trying, never one twice', () => {
    const ids = new ConnectionIds();
    const drawn = Array.from({ length: 500 }, () => ids.next(ALICE));
    expect(new Set(drawn).size).toBe(500);
    for (const id of drawn) expect(String(id)).toMatch(/^[1-9]\d{8}$/);
  });

  it('draws none that somebody owns, and gives up after a hundred draws', () => {
    let draws = 0;
    const ids = new ConnectionIds(() => {
      draws++;
      return 7;
    });
    expect([ids.next(ALICE), ids.next(ALICE)]).toEqual([7, undefined]);
    expect(draws).toBe(101);
    ids.hold(7, BOB);
    expect(ids.next(ALICE)).toBeUndefined();
  });

  it('reserves one for its caller for a minute', () => {
    let nowMs = 0;
    const ids = new ConnectionIds(
      () => 7,
      () => nowMs,
    );
    ids.next(ALICE);
    nowMs = 59_999;
    expect(ids.isTaken(7)).toBe(true);
    nowMs = 60_000;
    expect([ids.isTaken(7), ids.ownerOf(7)]).toEqual([false, ALICE]);
  });

  it('keeps one for its client for as long as that is there, and remembers it afterwards', () => {
    let nowMs = 0;
    const ids = new ConnectionIds(undefined, () => nowMs);
    ids.hold(7, ALICE);
    nowMs = 1_000_000;
    expect([ids.isTaken(7), ids.ownerOf(7)]).toEqual([true, ALICE]);
    ids.release(7);
    expect([ids.isTaken(7), ids.ownerOf(7)]).toEqual([false, ALICE]);
    ids.reserve(7, BOB);
    expect([ids.isTaken(7), ids.ownerOf(7)]).toEqual([true, BOB]);
  });

  it('remembers 10000 that have no client, and forgets the oldest', () => {
    const ids = new ConnectionIds(undefined, () => 0);
    ids.hold(1, ALICE);
    for (let id = 2; id <= 10_002; id++) ids.reserve(id, BOB);
    expect([1, 2, 3, 10_002].map((id) => ids.ownerOf(id))).toEqual([ALICE, undefined, BOB, BOB]);
  });
});
