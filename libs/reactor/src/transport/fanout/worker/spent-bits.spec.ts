import { describe, expect, it } from '@jest/globals';
import { SpentBits } from './spent-bits.js';

/** 30 frames a second of so many bytes, from a time on. @returns the time of the last one */
function run(spent: SpentBits, bytes: number, ms: number, fromMs = 0): number {
  let nowMs = fromMs;
  for (; nowMs < fromMs + ms; nowMs += 1000 / 30) spent.add(bytes, nowMs);
  return nowMs;
}

describe('what an encoder spends', () => {
  it('is not known in the first second, and then its bitrate', () => {
    const spent = new SpentBits();
    expect(spent.kbps(0)).toBeUndefined();
    expect(spent.kbps(run(spent, 10_000, 500))).toBeUndefined();
    const nowMs = run(spent, 10_000, 3_000, 500);
    expect(spent.kbps(nowMs)! / 2_400).toBeCloseTo(1, 1);
  });

  it('follows within two seconds, and is nothing when nothing comes', () => {
    const spent = new SpentBits();
    let nowMs = run(spent, 10_000, 3_000);
    nowMs = run(spent, 1_000, 2_100, nowMs);
    expect(spent.kbps(nowMs)! / 240).toBeCloseTo(1, 1);
    expect(spent.kbps(nowMs + 2_000)).toBe(0);
  });

  it('begins anew with another encoder', () => {
    const spent = new SpentBits();
    const nowMs = run(spent, 10_000, 3_000);
    spent.clear();
    expect(spent.kbps(nowMs)).toBeUndefined();
  });
});
