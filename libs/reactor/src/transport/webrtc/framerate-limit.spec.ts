import { describe, expect, it } from '@jest/globals';
import { FramerateLimit } from './framerate-limit.js';

/** Times in a second at which pictures of a source are shown, from those at which they come. */
function shown(maxFramerate: number, timesMs: readonly number[]): number[] {
  const limit = new FramerateLimit(maxFramerate);
  return timesMs.filter((atMs) => limit.take(atMs));
}

/** Numbers from 0 to 1, the same each time (Park and Miller's generator). */
function randomNumbers(): () => number {
  let state = 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Times of a source. @param unevenMs each is off by up to so much, this way and that */
function source(fps: number, ms: number, unevenMs = 0): number[] {
  return Array.from(
    { length: Math.floor((ms * fps) / 1_000) },
    (_, at) => (at * 1_000) / fps + (at % 2 === 0 ? -unevenMs : unevenMs),
  );
}

const gapsOf = (timesMs: readonly number[]): number[] => timesMs.slice(1).map((atMs, at) => atMs - timesMs[at]!);

describe('a limit of the frame rate', () => {
  it.each([
    [30, 10],
    [30, 15],
    [30, 20],
    [60, 24],
    [24, 5],
    [30, 29.97],
  ])('lets of %d a second %d through', (fps, limit) => {
    const ofTenSeconds = shown(limit, source(fps, 10_000)).length;
    expect(Math.abs(ofTenSeconds - 10 * limit)).toBeLessThanOrEqual(1);
  });

  it.each([
    [30, 10],
    [30, 20],
    [60, 25],
  ])(
    'leaves pictures out evenly: of %d a second at a limit of %d, none waits for a whole one of the source',
    (fps, limit) => {
      for (const gapMs of gapsOf(shown(limit, source(fps, 10_000)))) {
        expect(Math.abs(gapMs - 1_000 / limit)).toBeLessThan(1_000 / fps + 0.001);
      }
    },
  );

  it.each([
    [15, 30, 0],
    [30, 30, 0],
    [30, 30, 7],
    [60, 60, 5],
    [24, 30, 10],
    [30, Infinity, 15],
  ])('takes nothing from a source of %d a second at a limit of %d, uneven by %d ms', (fps, limit, unevenMs) => {
    const timesMs = source(fps, 10_000, unevenMs);
    expect(shown(limit, timesMs)).toEqual(timesMs);
  });

  it.each([
    [30, 15, 7],
    [30, 10, 7],
    [60, 30, 4],
  ])('keeps its beat where a source of %d a second at a limit of %d is uneven by %d ms', (fps, limit, unevenMs) => {
    const random = randomNumbers();
    const timesMs = source(fps, 10_000).map((atMs) => atMs + unevenMs * (2 * random() - 1));
    for (const gapMs of gapsOf(shown(limit, timesMs)).slice(fps)) {
      expect(Math.abs(gapMs - 1_000 / limit)).toBeLessThanOrEqual(2 * unevenMs);
    }
  });

  it('shows the first picture after a pause at once, and makes up for none', () => {
    const limit = new FramerateLimit(10);
    expect([0, 20, 5_000, 5_020, 5_040].map((atMs) => limit.take(atMs))).toEqual([true, false, true, false, false]);
  });
});
