import { describe, expect, it } from '@jest/globals';
import { ViewerCounter } from './viewer-figures.js';

/** A viewer that joined at 100 and is measured from 1000 on, with frames at these times. */
function watched(times: readonly number[], stopMs: number) {
  const counter = new ViewerCounter(false, 100);
  let started = false;
  for (const atMs of times) {
    if (!started && atMs >= 1000) {
      counter.start(1000);
      started = true;
    }
    counter.frame({ atMs, bytes: 10, contiguous: true, latencyMs: 30 });
  }
  counter.start(1000);
  return counter.stop(stopMs);
}

/** Frames every 33 ms. */
const steady = (fromMs: number, toMs: number) =>
  Array.from({ length: Math.floor((toMs - fromMs) / 33) + 1 }, (_, i) => fromMs + i * 33);

describe('what a viewer counts', () => {
  it('has its first frame from the join, and the others while it is measured', () => {
    const figures = watched([...steady(250, 999), ...steady(1000, 2000)], 2000);
    expect(figures).toMatchObject({ firstFrameMs: 150, watchedMs: 1000, frames: 31, bytes: 310, freezes: 0 });
    expect(figures.latencies).toHaveLength(31);
  });

  it('is frozen in a gap of 150 ms beyond the usual, for what is beyond', () => {
    const figures = watched([...steady(901, 1297), 1500], 1520);
    expect([figures.freezes, Math.round(figures.frozenMs)]).toEqual([1, 170]);
    expect(watched([...steady(901, 1297), 1470], 1490).freezes).toBe(0);
  });

  it('is frozen where nothing comes until the end', () => {
    const figures = watched(steady(901, 1099), 2099);
    expect([figures.freezes, Math.round(figures.frozenMs)]).toEqual([1, 967]);
  });

  it('has each second since the measurement began, also where it joined later', () => {
    const counter = new ViewerCounter(true, 0);
    counter.start(2_500, 1_000);
    for (const [atMs, latencyMs] of [
      [2_600, 30],
      [2_700, 50],
      [4_100, undefined],
    ] as const)
      counter.frame({ atMs, bytes: 10, contiguous: true, latencyMs });
    const { seconds } = counter.stop(5_000);
    expect(seconds[1]).toEqual({ frames: 2, bytes: 20, slowestMs: 50 });
    expect([seconds[0], seconds[2]]).toEqual([undefined, undefined]);
    expect(seconds[3]).toEqual({ frames: 1, bytes: 10, slowestMs: undefined });
  });

  it('says why it watches no more, and counts no freeze for it', () => {
    const counter = new ViewerCounter(true, 0);
    counter.start(0);
    expect(counter.stop(5000, 'it was refused')).toMatchObject({
      relayed: true,
      failure: 'it was refused',
      freezes: 0,
    });
  });

  it('counts losses and broken frames while it is measured', () => {
    const counter = new ViewerCounter(false, 0);
    counter.loss(0.5);
    counter.frame({ atMs: 5, bytes: 1, contiguous: false, latencyMs: undefined });
    counter.start(10);
    counter.loss(0.02);
    counter.frame({ atMs: 15, bytes: 1, contiguous: false, latencyMs: undefined });
    expect(counter.stop(20)).toMatchObject({ losses: [0.02], broken: 1, frames: 1, latencies: [] });
  });
});
