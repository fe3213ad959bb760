import { describe, expect, it } from '@jest/globals';
import { FramePace } from './frame-pace.js';

const FRAME_MS = 40;

/** The steps of a stream whose turns begin at these times. */
function stepsAt(times: readonly number[]): number[] {
  const pace = new FramePace(FRAME_MS);
  return times.map((time) => pace.step(time));
}

function total(steps: readonly number[]): number {
  return steps.reduce((sum, step) => sum + step, 0);
}

describe('FramePace', () => {
  it('moves on by a frame each time at the full rate', () => {
    const steps = stepsAt(Array.from({ length: 20 }, (_, i) => 5000 + i * FRAME_MS));
    for (const step of steps) expect(step).toBeCloseTo(FRAME_MS, 9);
  });

  it('evens out turns that begin early and late', () => {
    const jitter = [0, 14, -12, 9, -15, 3, 12, -8];
    const times = Array.from({ length: 80 }, (_, i) => 5000 + i * FRAME_MS + (jitter[i % jitter.length] ?? NaN));
    for (const step of stepsAt(times)) expect(Math.abs(step - FRAME_MS)).toBeLessThan(9);
  });

  it.each([10, 15, 24, 60])('keeps to real time at %d frames a second', (fps) => {
    const steps = stepsAt(Array.from({ length: 10 * fps }, (_, i) => (i * 1000) / fps)).slice(5 * fps);
    expect(total(steps)).toBeGreaterThan(4900);
    expect(total(steps)).toBeLessThan(5100);
  });

  it('goes on where it was after a stop', () => {
    const pace = new FramePace(FRAME_MS);
    pace.step(0);
    pace.step(40);
    expect(pace.step(60_000)).toBe(FRAME_MS);
    expect(pace.step(60_040)).toBeCloseTo(FRAME_MS, 9);
  });

  it('never goes back', () => {
    for (const step of stepsAt([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])) expect(step).toBeGreaterThanOrEqual(0);
  });
});
