import { describe, expect, it } from '@jest/globals';
import { checkLadder, defaultLadder, DEGRADATION_PREFERENCES, ladderOf } from './ladder.js';

describe('the default ladder', () => {
  it.each([150, 500, 1_500, 4_000, 20_000])('goes down from %d kbps to a quarter of the size', (maxKbps) => {
    const ladder = defaultLadder(maxKbps);
    expect(ladder.map(({ scale }) => scale)).toEqual([1, 2, 4]);
    expect(ladder[0]!.maxKbps).toBe(maxKbps);
    for (const { minKbps, maxKbps: most } of ladder) expect(minKbps).toBeLessThanOrEqual(most);
  });

  it.each([
    ['maintain-framerate', [1, 2, 4], [undefined, undefined, undefined]],
    ['maintain-resolution', [1, 1, 1], [undefined, 12, 5]],
    ['balanced', [1, 1.5, 2.5], [undefined, 20, 12]],
  ] as const)('has with %s the sizes %j and the frame rates %j, at the same bitrates', (preference, scales, rates) => {
    const ladder = defaultLadder(4_000, preference);
    expect(ladder.map(({ scale }) => scale)).toEqual(scales);
    expect(ladder.map(({ maxFramerate }) => maxFramerate)).toEqual(rates);
    const bitrates = ({ minKbps, maxKbps }: (typeof ladder)[number]): number[] => [minKbps, maxKbps];
    expect(ladder.map(bitrates)).toEqual(defaultLadder(4_000).map(bitrates));
  });

  it.each(DEGRADATION_PREFERENCES)('with %s is one that an application could have', (preference) => {
    expect(() => checkLadder(defaultLadder(4_000, preference))).not.toThrow();
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
    expect(() => checkLadder([full, { scale: 1.5, maxFramerate: 15, minKbps: 200, maxKbps: 900 }])).not.toThrow();
  });

  it.each([
    ['no rung', [], 'must be a list of 1 to 6 rungs'],
    ['a size above the picture', [{ ...full, scale: 0.5 }], '[0].scale must be between 1 and 16'],
    ['no frames', [{ ...full, maxFramerate: 0 }], '[0].maxFramerate must be above 0 (got 0)'],
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

describe('the rungs of the options', () => {
  const full = { scale: 1, minKbps: 1_000, maxKbps: 3_000 };

  it('are those of the application, or of the preference', () => {
    expect(ladderOf({ ladder: [full] }, 4_000)).toEqual([full]);
    expect(ladderOf({ degradationPreference: 'balanced' }, 4_000)).toEqual(defaultLadder(4_000, 'balanced'));
    expect(ladderOf({}, 4_000)).toEqual(defaultLadder(4_000));
  });

  it('have no more frames than the options want, and no more than they say themselves', () => {
    const ladder = [full, { scale: 2, maxFramerate: 15, minKbps: 100, maxKbps: 400 }];
    const rates = (maxFramerate: number): unknown[] =>
      ladderOf({ ladder, maxFramerate }, 4_000).map((rung) => rung.maxFramerate);
    expect(rates(20)).toEqual([20, 15]);
    expect(rates(10)).toEqual([10, 10]);
  });
});
