import { describe, expect, it } from '@jest/globals';
import { Resampler } from './resampler.js';

function tone(hz: number, rate: number, seconds: number): Float32Array {
  return Float32Array.from(
    { length: Math.round(rate * seconds) },
    (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * i) / rate),
  );
}

function decibels(ratio: number): number {
  return 20 * Math.log10(ratio);
}

/** The stream resampled block by block. */
function convert(input: Float32Array, from: number, to: number, block = input.length): Float32Array {
  const resampler = new Resampler(from, to, 1);
  const parts: number[] = [];
  for (let at = 0; at < input.length; at += block) parts.push(...resampler.process(input.slice(at, at + block)));
  return Float32Array.from(parts);
}

describe('the resampler', () => {
  it.each([
    [8_000, 48_000],
    [11_025, 48_000],
    [16_000, 48_000],
    [22_050, 48_000],
    [24_000, 48_000],
    [44_100, 48_000],
    [47_999, 48_000],
    [96_000, 48_000],
    [192_000, 48_000],
    [48_000, 16_000],
    [48_000, 44_100],
  ])('keeps the pitch and the loudness of a tone from %i to %i Hz, and adds nothing above -80 dB', (from, to) => {
    const hz = Math.min(from, to) / 8;
    const out = convert(tone(hz, from, 0.5), from, to).slice(0.05 * to);
    expect(decibels(rms(out) / (0.5 / Math.SQRT2))).toBeCloseTo(0, 1);
    const sine = fit(out, hz, to);
    const noise = out.map((sample, i) => sample - sine(i));
    expect(decibels(rms(noise) / rms(out))).toBeLessThan(-80);
  });

  it.each([
    [48_000, 16_000, 10_000],
    [48_000, 8_000, 5_000],
    [192_000, 48_000, 30_000],
    [44_100, 16_000, 9_000],
  ])('from %i to %i Hz it silences %i Hz, which would come back as another pitch', (from, to, hz) => {
    const out = convert(tone(hz, from, 0.5), from, to).slice(0.05 * to);
    expect(decibels(rms(out) / (0.5 / Math.SQRT2))).toBeLessThan(-80);
  });

  it.each([
    [1, 16_000],
    [7, 44_100],
    [441, 44_100],
    [960, 8_000],
  ])('joins blocks of %i samples at %i Hz without a seam', (block, from) => {
    const input = tone(300, from, 0.1);
    expect(convert(input, from, 48_000, block)).toEqual(convert(input, from, 48_000));
  });

  it('makes as many samples as the rates say, however many blocks they come in', () => {
    const resampler = new Resampler(44_100, 48_000, 1);
    const block = new Float32Array(4_410);
    let made = 0;
    for (let i = 0; i < 36; i++) made += resampler.process(block).length;
    // Less the half filter that is still held back.
    expect(36 * 4_800 - made).toBeGreaterThanOrEqual(32);
    expect(36 * 4_800 - made).toBeLessThanOrEqual(37);
  });

  it('keeps left and right apart', () => {
    const left = tone(1_000, 24_000, 0.2);
    const stereo = Float32Array.from({ length: 2 * left.length }, (_, i) => (i % 2 === 0 ? left[i / 2]! : 0));
    const out = new Resampler(24_000, 48_000, 2).process(stereo);
    expect(out.filter((_, i) => i % 2 === 1).every((sample) => sample === 0)).toBe(true);
    expect(out.filter((_, i) => i % 2 === 0)).toEqual(convert(left, 24_000, 48_000));
  });

  it('hands samples of the wanted rate through as they are', () => {
    const block = tone(440, 48_000, 0.01);
    expect(new Resampler(48_000, 48_000, 1).process(block)).toBe(block);
  });
});

function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length);
}

/** The sine of this pitch that is nearest to the samples: what is left beside it is noise. */
function fit(samples: Float32Array, hz: number, rate: number): (i: number) => number {
  const angle = (i: number): number => (2 * Math.PI * hz * i) / rate;
  let cc = 0;
  let ss = 0;
  let cs = 0;
  let yc = 0;
  let ys = 0;
  samples.forEach((sample, i) => {
    const [c, s] = [Math.cos(angle(i)), Math.sin(angle(i))];
    cc += c * c;
    ss += s * s;
    cs += c * s;
    yc += sample * c;
    ys += sample * s;
  });
  const determinant = cc * ss - cs * cs;
  const a = (yc * ss - ys * cs) / determinant;
  const b = (ys * cc - yc * cs) / determinant;
  return (i) => a * Math.cos(angle(i)) + b * Math.sin(angle(i));
}
