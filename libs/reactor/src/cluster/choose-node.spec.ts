import { describe, expect, it } from '@jest/globals';
import { nodesToAsk, type Taker } from './choose-node.js';
import type { NodeRecord } from './node-record.js';

function taker(tag: string, free: number, instances = 10): Taker {
  return { node: { tag } as NodeRecord, load: { instances, free, sessions: instances - free } };
}

/** The same numbers in the same order each time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

describe('the order in which nodes are asked for a slot', () => {
  it('has every node once', () => {
    const takers = ['a', 'b', 'c', 'd'].map((tag) => taker(tag, 5));
    const tags = nodesToAsk(takers, 'a').map(({ tag }) => tag);
    expect(tags.sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('is empty where no node takes a session', () => {
    expect(nodesToAsk([], 'a')).toEqual([]);
  });

  it.each([1, 2, 3, 4])('begins with the less loaded of two (%i)', (seed) => {
    expect(nodesToAsk([taker('busy', 1), taker('idle', 9)], 'x', seeded(seed))[0]?.tag).toBe('idle');
  });

  it('compares the part that is in use, not the number', () => {
    const [first] = nodesToAsk([taker('large', 4, 100), taker('small', 1, 2)], 'x', seeded(1));
    expect(first?.tag).toBe('small');
  });

  it.each([1, 2, 3, 4])('begins with the asking node where two are as much loaded (%i)', (seed) => {
    expect(nodesToAsk([taker('other', 5), taker('self', 5)], 'self', seeded(seed))[0]?.tag).toBe('self');
  });

  it('spreads 1000 sessions over 20 nodes within a few of each other', () => {
    const random = seeded(7);
    const free = new Map(Array.from({ length: 20 }, (_, at) => [String(at), 100]));
    for (let placed = 0; placed < 1_000; placed++) {
      const takers = [...free].map(([tag, left]) => taker(tag, left, 100));
      const { tag } = nodesToAsk(takers, 'none', random)[0]!;
      free.set(tag, free.get(tag)! - 1);
    }
    const used = [...free.values()].map((left) => 100 - left);
    expect(Math.max(...used) - Math.min(...used)).toBeLessThanOrEqual(6);
  });
});
