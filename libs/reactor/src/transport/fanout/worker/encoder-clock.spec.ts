import { describe, expect, it } from '@jest/globals';
import { EncoderClock } from './encoder-clock.js';
import { PictureTimes } from './picture-times.js';

const START = 4_294_967_000;

/** Pictures every 33 ms or so, encoded in a while. */
function run(
  delayMs: number,
  frames: number,
  firstSeen = 0,
): { found: number[]; shown: number[]; clock: EncoderClock } {
  const pictures = new PictureTimes();
  const clock = new EncoderClock(pictures);
  const [found, shown]: [number[], number[]] = [[], []];
  for (let at = 0; at < frames; at++) {
    const shownMs = 1_000 + Math.round(at * 33.3);
    // Those that are shown before the frame is encoded.
    while (shown.length < frames && 1_000 + shown.length * 33.3 <= shownMs + delayMs) {
      const next = 1_000 + Math.round(shown.length * 33.3);
      shown.push(next);
      pictures.note({ atMs: next, frame: shown.length });
    }
    if (at < firstSeen) continue;
    found.push(clock.pictureOf((START + (shownMs - 1_000) * 90) % 2 ** 32, shownMs + delayMs).atMs);
  }
  return { found, shown: shown.slice(firstSeen), clock };
}

describe('the picture that an encoded frame is of', () => {
  it('is found where encoding takes less than a frame, over a wrap of the timestamps', () => {
    const { found, shown } = run(15, 40);
    expect(found).toEqual(shown.slice(0, found.length));
  });

  it('is off by whole pictures where encoding takes longer, until a sender report corrects it', () => {
    const { found, shown, clock } = run(50, 20);
    expect(found[0]! - shown[0]!).toBeGreaterThan(30);
    clock.correct((START + 19 * 33.3 * 90) % 2 ** 32, 1_000 + 19 * 33.3);
    const next = 1_000 + Math.round(19 * 33.3);
    expect(Math.abs(clock.pictureOf((START + (next - 1_000) * 90) % 2 ** 32, next + 50).atMs - next)).toBeLessThan(2);
  });

  it('is the time of the timestamp where none fits', () => {
    const pictures = new PictureTimes();
    const clock = new EncoderClock(pictures);
    pictures.note({ atMs: 1_000, frame: 7 });
    expect(clock.pictureOf(9_000, 1_010)).toEqual({ atMs: 1_000, frame: 7 });
    expect(clock.pictureOf(9_000 + 90 * 500, 1_510)).toEqual({ atMs: 1_500, frame: undefined });
  });
});
