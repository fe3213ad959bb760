import { setImmediate as nextMacrotask } from 'node:timers/promises';
import type { EmitOptions, ModelOutput } from '../../../authoring/index.js';
import { boundedRate } from '../../../media/index.js';
import type { ModelContext, PlayedShape } from '../run/model-context.js';
import { pause } from '../run/pause.js';
import { shuttingDown } from '../run/viewer-presence.js';

/** Frames a second of a loop that neither declares a rate nor reports its computing time. */
const DEFAULT_FPS = 30;

/** Most frames a second derived from the length of a sound: the most that can be declared. */
const FASTEST_FPS = 240;

/** Sound that may be sent ahead of its time, in milliseconds: half of the default buffer (`webrtc.audioBufferMs`). */
const AHEAD_MS = 100;

/** The runtime's side of a model's `output`: its playout rate, and the emissions of a looping model. */
export class OutputStream implements ModelOutput {
  dropped = 0;

  private pinned: number | undefined;
  private played: number;
  private session = new AbortController();

  constructor(private readonly stage: ModelContext) {
    this.pinned = stage.contract.fps;
    this.played = this.pinned ?? DEFAULT_FPS;
  }

  get fps(): number {
    return this.played;
  }

  set fps(value: number) {
    if (!(value > 0 && Number.isFinite(value))) throw new RangeError(`fps must be above 0 (got ${value})`);
    this.pinned = value;
    this.played = value;
    this.stage.changePlayout({ fps: value });
  }

  flush(): void {
    this.stage.flush();
  }

  /**
   * Frames a second at which an emission is played: as declared or set; else, where the model made sound, so that its
   * frames last as long as their sound; else as measured. Sound that was only passed on is sent as soon as it is
   * available.
   */
  rateOf(shape: PlayedShape, measure: (shape: PlayedShape) => number): number {
    const { frames, soundMs, relayed } = shape;
    const measured = measure(shape);
    if (this.pinned !== undefined) this.played = this.pinned;
    else if (soundMs === 0) this.played = measured;
    else {
      const neededMs = Math.max((1000 * frames) / measured, soundMs - AHEAD_MS);
      const lastsMs = relayed ? Math.min(soundMs, neededMs) : soundMs;
      this.played = Math.min(FASTEST_FPS, (1000 * frames) / lastsMs);
    }
    return this.played;
  }

  async emit(output: unknown, { computeTimeMs, drop = false }: EmitOptions = {}): Promise<void> {
    const { credits, stopping, work, limits } = this.stage;
    const workMs = computeTimeMs ?? work.workedMs ?? 0;
    if (!(workMs >= 0)) throw new RangeError(`computeTimeMs must be 0 or more (got ${workMs})`);
    if (this.stage.sessionId === undefined) await pause(1000 / this.played, stopping);
    else if (drop && !credits.hasRoom && !limits.stepped) {
      this.dropped++;
      await nextMacrotask();
    } else {
      const { signal } = this.session;
      await credits.room(signal);
      if (!signal.aborted) {
        this.stage.turns++;
        const rate = (shape: PlayedShape): number => this.loopRateOf(shape, computeTimeMs);
        this.stage.emit(output, {
          rate,
          workMs,
          drop,
          ...(computeTimeMs === undefined ? {} : { reportedMs: computeTimeMs }),
        });
        this.stage.turnDone();
        if (!drop || limits.stepped) await credits.turn(signal);
      }
      await nextMacrotask();
    }
    if (stopping.aborted) throw shuttingDown();
    work.restart();
  }

  /** Ends the waits for room: the session is over. */
  sessionEnding(): void {
    this.session.abort();
    this.session = new AbortController();
  }

  private loopRateOf(shape: PlayedShape, computeTimeMs: number | undefined): number {
    if (computeTimeMs === undefined) return this.rateOf(shape, () => DEFAULT_FPS);
    return (this.played = boundedRate(shape.frames, computeTimeMs));
  }
}
