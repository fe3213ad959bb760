import { describe, expect, it } from '@jest/globals';
import { checkLadder, defaultLadder } from './ladder.js';

describe('the default ladder', () => {
  it.each([150, 500, 1_500, 4_000, 20_000])('goes down from %d kbps to a quarter of the size', (maxKbps) => {
    const ladder = defaultLadder(maxKbps);
    expect(ladder.map(({ scale }) => scale)).toEqual([1, 2, 4]);
    expect(ladder[0]!.maxKbps).toBe(maxKbps);
    for (const { minKbps, maxKbps: most } of ladder) expect(minKbps).toBeLessThanOrEqual(most);
  });

  it('leaves no gap: what is too thin for one rung carries the next', () => {
    const [full, half, quarter] = defaultLadder(4_000);
    expect(full!.minKbps).toBeGreaterThanOrEqual(half!.minKbps);
    expect(half!.minKbps).toBeGreaterThanOrEqual(quarter!.minKbps);
  });
});

describe('a ladder of the application', () => {
  const full = { scale: 1, minKbps: 1_000, maxKbps: 3_000 };

  it('may have one rung, and an uneven size', () => {
    expect(() => checkLadder([full])).not.toThrow();
    expect(() => checkLadder([full, { scale: 1.5, minKbps: 200, maxKbps: 900 }])).not.toThrow();
  });

  it.each([
    ['no rung', [], 'must be a list of 1 to 6 rungs'],
    ['a size above the picture', [{ ...full, scale: 0.5 }], '[0].scale must be between 1 and 16'],
    ['bitrates that do not rise', [{ ...full, minKbps: 4_000 }], '0 < minKbps <= maxKbps'],
    ['a rung that is better than the one before', [full, { ...full, maxKbps: 3_500 }], 'lower maxKbps'],
    [
      'a larger size below',
      [
        { ...full, scale: 2 },
        { scale: 1, minKbps: 10, maxKbps: 20 },
      ],
      'no larger size',
    ],
  ])('may not have %s', (_, ladder, text) => {
    expect(() => checkLadder(ladder)).toThrow(text);
  });
});
