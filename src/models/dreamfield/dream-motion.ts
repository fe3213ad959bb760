import { Glide } from './glide.js';
import { type Look, lookOf } from './look.js';
import { type Oklab, rgbOfOklab, rotateHue } from './oklab.js';

/** The time's loop at speed 1. Long enough that nobody sees it close. */
const LOOP_MS = 600_000;

/** A new prompt or seed is there after this time. */
const LOOK_MS = 1000;

/** Hands on a slider expect an answer; this is soft and still at once. */
const CONTROL_MS = 500;

/** What steers the picture. */
export interface DreamControls {
  readonly prompt: string;
  readonly seed: number;
  readonly speed: number;
  readonly zoom: number;
  /** Degrees. */
  readonly hue: number;
  readonly paused: boolean;
}

/** What the network is asked to paint at one moment. */
export interface Scene {
  readonly latent: readonly number[];
  /** Red, green and blue of each colour from dark to light, from 0 to 1. */
  readonly palette: readonly number[];
  /** Place in the time's loop, from 0 inclusive to 1 exclusive. */
  readonly time: number;
  readonly zoom: number;
}

/** Carries the picture from one moment to the next: whatever its controls jump to, it travels there. */
export class DreamMotion {
  private look: Look;
  private lookFor: string;
  private readonly lookGlide: Glide;
  private readonly controlGlide: Glide;
  private time = 0;
  private scene: Scene;

  /** Begins at rest where the controls say. */
  constructor(controls: DreamControls) {
    this.look = lookOf(controls.prompt, controls.seed);
    this.lookFor = keyOf(controls);
    this.lookGlide = new Glide(valuesOf(this.look), LOOK_MS);
    this.controlGlide = new Glide([controls.speed, Math.log2(controls.zoom), controls.hue], CONTROL_MS);
    this.scene = this.sceneNow();
  }

  /** @param elapsedMs since the last call; while paused it does not count, and the scene is the very same */
  advance(controls: DreamControls, elapsedMs: number): Scene {
    if (controls.paused) return this.scene;
    if (keyOf(controls) !== this.lookFor) {
      this.look = lookOf(controls.prompt, controls.seed);
      this.lookFor = keyOf(controls);
    }
    this.lookGlide.advance(valuesOf(this.look), elapsedMs);
    const [, , hue] = this.controlGlide.current;
    const targets = [controls.speed, Math.log2(controls.zoom), nearestTurn(controls.hue, hue!)];
    const [speed] = this.controlGlide.advance(targets, elapsedMs);
    this.time = (this.time + (Math.max(0, speed!) * elapsedMs) / LOOP_MS) % 1;
    this.scene = this.sceneNow();
    return this.scene;
  }

  private sceneNow(): Scene {
    const [, zoom, hue] = this.controlGlide.current;
    const values = this.lookGlide.current;
    const { latent, palette } = this.look;
    return {
      latent: values.slice(0, latent.length),
      palette: palette.flatMap((_, stop) => {
        const at = latent.length + 3 * stop;
        return rgbOfOklab(rotateHue(values.slice(at, at + 3) as unknown as Oklab, hue!));
      }),
      time: this.time,
      zoom: 2 ** zoom!,
    };
  }
}

function keyOf({ prompt, seed }: DreamControls): string {
  return `${seed} ${prompt}`;
}

function valuesOf({ latent, palette }: Look): number[] {
  return [...latent, ...palette.flat()];
}

/** The angle equal to `degrees` that is nearest to `from`: hues travel the short way round. */
function nearestTurn(degrees: number, from: number): number {
  return degrees + 360 * Math.round((from - degrees) / 360);
}
