import { NOMINAL_FPS } from './h264-codec.js';

/** Pictures that the rate is taken from. */
const WINDOW = 16;

/** Before so many it is not known. */
const KNOWN_AFTER = 8;

/** A longer pause counts as this, in milliseconds: a quiet model does not make the next picture a big one. */
const PAUSE_MS = 250;

/** Pictures a second, as they come. */
export class PictureRate {
  private readonly intervalsMs: number[] = [];
  private lastMs: number | undefined;

  note(atMs: number): void {
    if (this.lastMs !== undefined) this.intervalsMs.push(Math.min(PAUSE_MS, atMs - this.lastMs));
    if (this.intervalsMs.length > WINDOW) this.intervalsMs.shift();
    this.lastMs = atMs;
  }

  get fps(): number {
    if (this.intervalsMs.length < KNOWN_AFTER) return NOMINAL_FPS;
    const sumMs = this.intervalsMs.reduce((sum, ms) => sum + ms, 0);
    return Math.min(4 * NOMINAL_FPS, (1_000 * this.intervalsMs.length) / sumMs);
  }
}
