import type { AudioSamples, InputTrack } from '@nestjs-reactor/core';

/** Pictures whose sound may wait: one being shown, one on its way. What is older would only be late. */
const BACKLOG_FRAMES = 2;

/** Of the camera, until it is known, and at its slowest; a longer gap is a stall and not a frame. */
const USUAL_FRAME_MS = 1000 / 30;
const LONGEST_FRAME_MS = 200;

/** Weight of the newest gap between two pictures. */
const SMOOTHING = 0.2;

/** The microphone's sound, split to match the camera's pictures. */
export class MicBacklog {
  private frameMs = USUAL_FRAME_MS;
  private lastMs: number | undefined;

  constructor(private readonly mic: InputTrack<AudioSamples>) {}

  /**
   * Sound since the previous picture, at most the newest two pictures' worth.
   *
   * @param nowMs when the picture arrived, monotonic
   */
  take(nowMs: number): AudioSamples[] {
    if (this.lastMs !== undefined) {
      const gapMs = Math.min(nowMs - this.lastMs, LONGEST_FRAME_MS);
      this.frameMs += SMOOTHING * (gapMs - this.frameMs);
    }
    this.lastMs = nowMs;
    const blocks = this.mic.drain();
    let kept = blocks.length;
    for (let roomMs = BACKLOG_FRAMES * this.frameMs; kept > 0 && roomMs > 0; kept--)
      roomMs -= blocks[kept - 1]!.durationMs;
    return blocks.slice(kept);
  }
}
