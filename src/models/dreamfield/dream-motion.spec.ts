import { describe, expect, it } from '@jest/globals';
import { type DreamControls, DreamMotion, type Scene } from './dream-motion.js';
import { LATENT_SIZE } from './look.js';

const CALM: DreamControls = { prompt: 'deep forest', seed: 0, speed: 1, zoom: 1, hue: 0, paused: false };

const FRAME_MS = 40;

/** The scenes of `ms` milliseconds at 25 frames a second. */
function play(motion: DreamMotion, controls: DreamControls, ms: number): Scene[] {
  return Array.from({ length: ms / FRAME_MS }, () => motion.advance(controls, FRAME_MS));
}

/** The scene `ms` milliseconds later. */
function playTo(motion: DreamMotion, controls: DreamControls, ms: number): Scene {
  play(motion, controls, ms - FRAME_MS);
  return motion.advance(controls, FRAME_MS);
}

/** Latent vectors by their shares, and colours. */
function essence({ looks, palette }: Scene): number[] {
  const latent = Array.from({ length: LATENT_SIZE }, (_, i) =>
    looks.reduce((sum, look) => sum + look.share * (look.latent[i] ?? NaN), 0),
  );
  return [...latent, ...palette];
}

function distance(one: Scene, other: Scene): number {
  const goal = essence(other);
  return Math.hypot(...essence(one).map((value, i) => value - (goal[i] ?? NaN)));
}

describe('DreamMotion', () => {
  it.each([{ prompt: 'sunset in the desert' }, { seed: 7 }, { prompt: 'neon rain', seed: 3, hue: 90 }])(
    'travels to %j in about a second, in small steps',
    (change) => {
      const motion = new DreamMotion(CALM);
      const from = motion.advance(CALM, 0);
      const goal = new DreamMotion({ ...CALM, ...change }).advance({ ...CALM, ...change }, 0);
      const way = distance(from, goal);
      let last = from;
      for (const [i, scene] of play(motion, { ...CALM, ...change }, 1000).entries()) {
        expect(distance(scene, last)).toBeLessThan(0.15 * way);
        if (i < 8) expect(distance(scene, goal)).toBeGreaterThan(0.25 * way);
        last = scene;
      }
      expect(distance(last, goal)).toBeLessThan(0.05 * way);
    },
  );

  it('shows the same at the same time for the same prompt', () => {
    expect(play(new DreamMotion(CALM), CALM, 2000)).toEqual(play(new DreamMotion(CALM), CALM, 2000));
  });

  it('stands still while paused, whatever changes, and goes on from there', () => {
    const motion = new DreamMotion(CALM);
    const before = playTo(motion, CALM, 400);
    const paused = { ...CALM, paused: true, prompt: 'fire', speed: 4, zoom: 2 };
    for (const scene of play(motion, paused, 4000)) expect(scene).toBe(before);
    const next = motion.advance(CALM, FRAME_MS);
    expect(next.time - before.time).toBeCloseTo(FRAME_MS / 600_000, 9);
    expect(distance(next, before)).toBe(0);
  });

  it.each([0, 0.5, 4])('changes its rate to speed %d without a jump of the time', (speed) => {
    const motion = new DreamMotion(CALM);
    let { time } = playTo(motion, CALM, 400);
    let rate = 1;
    for (const scene of play(motion, { ...CALM, speed }, 2000)) {
      const now = ((scene.time - time) * 600_000) / FRAME_MS;
      expect(Math.abs(now - rate)).toBeLessThan(0.6);
      [time, rate] = [scene.time, now];
    }
    expect(rate).toBeCloseTo(speed, 2);
  });

  it('stays within the loop of the time', () => {
    const motion = new DreamMotion(CALM);
    for (let i = 0; i < 100; i++) {
      const { time } = motion.advance({ ...CALM, speed: 4 }, 60_000);
      expect(time).toBeGreaterThanOrEqual(0);
      expect(time).toBeLessThan(1);
    }
  });

  it('zooms smoothly to where it is told', () => {
    const motion = new DreamMotion(CALM);
    const zooms = play(motion, { ...CALM, zoom: 3 }, 1000).map(({ zoom }) => zoom);
    expect(zooms[0]).toBeLessThan(1.2);
    expect(zooms.at(-1)).toBeCloseTo(3, 2);
  });

  it('turns the hue the short way round', () => {
    const end = { ...CALM, hue: 180 };
    const motion = new DreamMotion(end);
    const at180 = motion.advance(end, 0);
    const scenes = play(motion, { ...CALM, hue: -180 }, 1000);
    for (const scene of scenes) expect(distance(scene, at180)).toBeLessThan(1e-9);
  });
});
