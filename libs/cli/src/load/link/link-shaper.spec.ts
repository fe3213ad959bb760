import { describe, expect, it } from '@jest/globals';
import { type LinkConditions, LinkShaper, type Passage } from './link-shaper.js';

/** Passes of so many datagrams of 1250 bytes, 10 kilobits, one every `everyMs`. */
function passes(conditions: LinkConditions, count: number, everyMs: number, random = () => 0.5): Passage[] {
  const shaper = new LinkShaper(conditions, random);
  return Array.from({ length: count }, (_, i) => shaper.pass(1250, i * everyMs));
}

describe('a link', () => {
  it('without conditions passes everything at once', () => {
    expect(passes({}, 3, 1)).toEqual([0, 1, 2]);
  });

  it('adds its delay, and jitter up to its most', () => {
    expect(passes({ delayMs: 40 }, 2, 10)).toEqual([40, 50]);
    expect(passes({ delayMs: 40, jitterMs: 20 }, 2, 10)).toEqual([50, 60]);
  });

  it('keeps the order of datagrams whatever their jitter', () => {
    const draws = [1, 0, 0.2];
    expect(passes({ jitterMs: 50 }, 3, 5, () => draws.shift()!)).toEqual([50, 50, 50]);
  });

  it('loses its share', () => {
    const draws = [0.01, 0.02, 0.5];
    expect(passes({ loss: 0.02 }, 3, 1, () => draws.shift()!)).toEqual(['lost', 1, 2]);
  });

  it('passes what its bandwidth carries, after a burst that it saved up', () => {
    // 1000 kbps: 10 ms a datagram, half of the first saved up.
    expect(passes({ kbps: 1000 }, 4, 0)).toEqual([5, 15, 25, 35]);
    expect(passes({ kbps: 1000 }, 3, 20)).toEqual([5, 25, 45]);
  });

  it('drops what would wait longer than its queue, and takes new ones when it has emptied', () => {
    const shaper = new LinkShaper({ kbps: 1000, queueMs: 20 });
    expect([0, 0, 0].map((at) => shaper.pass(1250, at))).toEqual([5, 15, 'overflow']);
    expect(shaper.pass(1250, 10)).toBe(25);
  });

  it('takes new conditions while it runs', () => {
    const shaper = new LinkShaper({ kbps: 1000 });
    shaper.pass(1250, 0);
    shaper.conditions = { delayMs: 3 };
    expect(shaper.pass(1250, 100)).toBe(103);
  });
});
