import type { MediaBundle, MediaChunk } from '../../media/index.js';
import type { SentFrame } from '../ports/index.js';

/** Frames that are remembered until an engine has sent them: some seconds of a fast model. */
const MAX_FRAMES = 512;

/** How long a sent frame took, in milliseconds, one stage after the other. */
export interface FrameTimes {
  /** The model's work; undefined where it does not report it. */
  readonly turnMs: number | undefined;
  readonly convertMs: number;
  /** From the worker's emission until its tick. */
  readonly waitMs: number;
  /** From its tick until it was encoded, any wait for the encoder included. */
  readonly encodeMs: number;
  readonly sendMs: number;
}

/** A frame that an engine has sent, and what is known of its way there. */
export interface TracedFrame extends SentFrame {
  readonly turn: number;
  /** What the model attached to its picture; undefined: nothing. */
  readonly metadata: Uint8Array | undefined;
  readonly times: FrameTimes;
}

interface Trace {
  readonly turn: number;
  readonly turnMs: number | undefined;
  readonly convertMs: number;
  readonly emittedMs: number;
  /** By track; undefined where no picture has any. */
  readonly metadata: ReadonlyMap<string, Uint8Array> | undefined;
  shownMs: number | undefined;
}

/** Follows frames from the model to the network, by their number. Times are of `sharedNowMs`. */
export class FrameTrail {
  private readonly traces = new Map<number, Trace>();

  /** A chunk arrived from the model. One without timing is taken as emitted now. */
  emitted({ turn, bundles, timing }: MediaChunk, nowMs: number): void {
    const { turnMs, convertMs = 0, sentMs = nowMs } = timing ?? {};
    for (const { frame, video } of bundles) {
      this.traces.delete(frame);
      const metadata = metadataOf(video);
      this.traces.set(frame, { turn, turnMs, convertMs, emittedMs: sentMs, metadata, shownMs: undefined });
    }
    for (const oldest of this.traces.keys()) {
      if (this.traces.size <= MAX_FRAMES) break;
      this.traces.delete(oldest);
    }
  }

  shown(frame: number, nowMs: number): void {
    const trace = this.traces.get(frame);
    if (trace !== undefined) trace.shownMs ??= nowMs;
  }

  /** @returns undefined for a frame that was not shown, or that is no longer known */
  sent(frame: SentFrame): TracedFrame | undefined {
    const trace = this.traces.get(frame.frame);
    if (trace?.shownMs === undefined) return undefined;
    const { turn, turnMs, convertMs, emittedMs, metadata, shownMs } = trace;
    const times = {
      turnMs,
      convertMs,
      waitMs: atLeastZero(shownMs - emittedMs),
      encodeMs: atLeastZero(frame.encodedMs - shownMs),
      sendMs: atLeastZero(frame.sentMs - frame.encodedMs),
    };
    return { ...frame, turn, metadata: metadata?.get(frame.track), times };
  }
}

function metadataOf(video: MediaBundle['video']): ReadonlyMap<string, Uint8Array> | undefined {
  const found = Object.entries(video).flatMap(([track, { metadata }]) =>
    metadata === undefined ? [] : [[track, metadata] as const],
  );
  return found.length === 0 ? undefined : new Map(found);
}

/** Clocks of different threads are read at slightly different times. */
function atLeastZero(ms: number): number {
  return Math.max(0, ms);
}
