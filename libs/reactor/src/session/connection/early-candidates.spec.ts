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

  it('keeps the newest of a connection, as many as it may, and tells of the others', () => {
    const dropped: number[] = [];
    const early = new EarlyCandidates(4, 3, (candidates) => dropped.push(candidates));
    for (let i = 1; i <= 5; i++) early.keep(1, [named(i)]);
    const kept = early.take(1);
    expect([kept.length, kept[0]]).toEqual([4, named(2)]);
    early.keep(1, [1, 2, 3, 4, 5, 6].map(named));
    expect(dropped).toEqual([1, 2]);
  });

  it('keeps those of as many connections as it may, and forgets who was quiet longest', () => {
    const dropped: number[] = [];
    const early = new EarlyCandidates(4, 3, (candidates) => dropped.push(candidates));
    for (let id = 1; id <= 3; id++) early.keep(id, [named(id)]);
    early.keep(1, [named('again')]);
    early.keep(4, [named(4)]);
    expect([early.take(2), dropped]).toEqual([[], [1]]);
    expect(early.take(1)).toEqual([named(1), named('again')]);
  });
});
