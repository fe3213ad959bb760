import { setImmediate as nextMacrotask } from 'node:timers/promises';
import type { EmitOptions, ModelOutput } from '../authoring/index.js';
import { boundedRate } from '../media/index.js';
import type { EmissionShape } from './chunk-builder.js';
import type { ModelStage } from './model-stage.js';
import { pause } from './pause.js';
import { shuttingDown } from './presence-gate.js';

/** Frames a second of a loop that neither declares a rate nor tells how long it computes. */
const DEFAULT_FPS = 30;

/** Most frames a second that may follow from the length of a sound: the most that can be declared. */
const FASTEST_FPS = 240;

/** The runtime's side of a model's `output`: at which rate it is played, and a looping model's way of emitting. */
export class OutputStream implements ModelOutput {
  dropped = 0;

  private pinned: number | undefined;
  private played: number;
  private session = new AbortController();
  private roomSinceMs = performance.now();

  constructor(private readonly stage: ModelStage) {
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
   * Frames a second at which an emission is played: as declared or set; else, where it has sound, so that its frames
   * last as long as their sound; else as measured.
   */
  rateOf({ frames, soundMs }: EmissionShape, measure: (frames: number) => number): number {
    this.played = this.pinned ?? (soundMs > 0 ? Math.min(FASTEST_FPS, (1000 * frames) / soundMs) : measure(frames));
    return this.played;
  }

  async emit(output: unknown, { computeTimeMs, drop = false }: EmitOptions = {}): Promise<void> {
    const { credits, stopping } = this.stage;
    const turnMs = computeTimeMs ?? performance.now() - this.roomSinceMs;
    if (!(turnMs >= 0)) throw new RangeError(`computeTimeMs must be 0 or more (got ${turnMs})`);
    if (this.stage.sessionId === undefined) await pause(1000 / this.played, stopping);
    else if (drop && !credits.hasRoom) {
      this.dropped++;
      await nextMacrotask();
    } else {
      const { signal } = this.session;
      await credits.room(signal);
      if (!signal.aborted) {
        this.stage.turns++;
        this.stage.emit(output, { rate: (shape) => this.loopRateOf(shape, computeTimeMs), turnMs, drop });
        if (!drop) await credits.room(signal);
      }
      await nextMacrotask();
    }
    if (stopping.aborted) throw shuttingDown();
    this.roomSinceMs = performance.now();
  }

  /** Wakes who waits for room: the session is over. */
  sessionEnding(): void {
    this.session.abort();
    this.session = new AbortController();
  }

  private loopRateOf(shape: EmissionShape, computeTimeMs: number | undefined): number {
    if (computeTimeMs === undefined) return this.rateOf(shape, () => DEFAULT_FPS);
    return (this.played = boundedRate(shape.frames, computeTimeMs));
  }
}
