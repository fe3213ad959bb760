import { describe, expect, it } from '@jest/globals';
import { EarlyCandidates } from './early-candidates.js';

const named = (name: string | number) => ({ candidate: `candidate:${name}` });

describe('EarlyCandidates', () => {
  it('keeps them in order until they are taken', () => {
    const early = new EarlyCandidates(4, 3);
    early.keep(1, [named('a')]);
    early.keep(1, [named('b'), named('c')]);
    expect(early.take(1)).toEqual([named('a'), named('b'), named('c')]);
    expect(early.take(1)).toEqual([]);
  });

  it('keeps the newest of a connection, as many as it may', () => {
    const early = new EarlyCandidates(4, 3);
    for (let i = 1; i <= 5; i++) early.keep(1, [named(i)]);
    const kept = early.take(1);
    expect([kept.length, kept[0]]).toEqual([4, named(2)]);
  });

  it('keeps those of as many connections as it may, and forgets who was quiet longest', () => {
    const early = new EarlyCandidates(4, 3);
    for (let id = 1; id <= 3; id++) early.keep(id, [named(id)]);
    early.keep(1, [named('again')]);
    early.keep(4, [named(4)]);
    expect(early.take(2)).toEqual([]);
    expect(early.take(1)).toEqual([named(1), named('again')]);
  });
});
