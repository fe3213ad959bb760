import { setImmediate as nextMacrotask, setTimeout as sleep } from 'node:timers/promises';
import type { ModelStage } from './model-stage.js';

export interface EmitOptions {
  /** Time it took to make the output; its frames are played at the rate that follows. */
  readonly computeTimeMs?: number;
  /** Give up on the output instead of waiting when there is no room. */
  readonly drop?: boolean;
}

/** What a looping model writes its output to. */
export class LoopOutput {
  /** Outputs given up for want of room since the start. */
  dropped = 0;

  private rate: number;
  private ended = new AbortController();

  constructor(private readonly stage: ModelStage) {
    this.rate = stage.contract.fps ?? 30;
  }

  /** Frames a second of what is emitted without a compute time. */
  get fps(): number {
    return this.rate;
  }

  /** Also plays what waits already at the new rate. Throws a RangeError unless above 0. */
  set fps(value: number) {
    if (!(value > 0 && Number.isFinite(value))) throw new RangeError(`fps must be above 0 (got ${value})`);
    this.rate = value;
    this.stage.changePlayout({ fps: value });
  }

  /** Forgets what was emitted and not yet shown. */
  flush(): void {
    this.stage.changePlayout({ flush: true });
  }

  /**
   * Resolves when the output is under way and there is room for the next. Outside of a session nothing is emitted; the
   * call takes the time of one frame then, so that a loop that never looks does not burn a core.
   */
  async emit(output: unknown, options: EmitOptions = {}): Promise<void> {
    if (this.stage.sessionId === undefined) {
      await sleep(1000 / this.rate);
      return;
    }
    if (options.drop && !this.stage.credits.hasRoom) {
      this.dropped++;
      await nextMacrotask();
      return;
    }
    const { signal } = this.ended;
    await this.stage.credits.room(signal);
    if (signal.aborted) return;
    this.stage.turns++;
    this.stage.emit(output, {
      fps: (frames) => this.rateOf(frames, options.computeTimeMs),
      drop: options.drop,
      turnMs: options.computeTimeMs,
    });
    if (!options.drop) await this.stage.credits.room(signal);
    await nextMacrotask();
  }

  /** Wakes who waits for room: the session is over. */
  sessionEnding(): void {
    this.ended.abort();
    this.ended = new AbortController();
  }

  private rateOf(frames: number, computeTimeMs: number | undefined): number {
    if (computeTimeMs === undefined || this.stage.contract.fps !== undefined) return this.rate;
    return Math.min(60, Math.max(1, (1000 * frames) / Math.max(1, computeTimeMs)));
  }
}
