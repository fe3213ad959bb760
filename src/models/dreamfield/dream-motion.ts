import { Glide } from '../glide.js';
import { LookMix, type LookShare } from './look-mix.js';
import { rgbOfOklab, rotateHue } from './oklab.js';

/** The time's loop at speed 1. Long enough that nobody sees it close. */
const LOOP_MS = 600_000;

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
  readonly looks: readonly LookShare[];
  /** Red, green and blue of each colour from dark to light, from 0 to 1. */
  readonly palette: readonly number[];
  /** Place in the time's loop, from 0 inclusive to 1 exclusive. */
  readonly time: number;
  readonly zoom: number;
}

/** Carries the picture from one moment to the next: whatever its controls jump to, it travels there. */
export class DreamMotion {
  private readonly mix: LookMix;
  private readonly glide: Glide;
  private time = 0;
  private scene: Scene;

  /** Begins at rest where the controls say. */
  constructor({ prompt, seed, speed, zoom, hue }: DreamControls) {
    this.mix = new LookMix(prompt, seed);
    this.glide = new Glide([speed, Math.log2(zoom), hue], CONTROL_MS);
    this.scene = this.sceneNow();
  }

  /** @param elapsedMs since the last call; while paused it does not count, and the scene is the very same */
  advance(controls: DreamControls, elapsedMs: number): Scene {
    if (controls.paused) return this.scene;
    this.mix.advance(controls.prompt, controls.seed, elapsedMs);
    const [, , hue] = this.glide.current;
    const targets = [controls.speed, Math.log2(controls.zoom), nearestTurn(controls.hue, hue!)];
    const [speed] = this.glide.advance(targets, elapsedMs);
    this.time = (this.time + (Math.max(0, speed!) * elapsedMs) / LOOP_MS) % 1;
    this.scene = this.sceneNow();
    return this.scene;
  }

  private sceneNow(): Scene {
    const [, zoom, hue] = this.glide.current;
    return {
      looks: this.mix.looks,
      palette: this.mix.palette.flatMap((color) => rgbOfOklab(rotateHue(color, hue!))),
      time: this.time,
      zoom: 2 ** zoom!,
    };
  }
}

/** The angle equal to `degrees` that is nearest to `from`: hues travel the short way round. */
function nearestTurn(degrees: number, from: number): number {
  return degrees + 360 * Math.round((from - degrees) / 360);
}
