import type { Logger } from '@nestjs/common';
import { describe } from '../../logging/index.js';
import type { Measurement } from '../lifecycle/measurement.js';
import type { ModelHost } from '../ports/index.js';

/** Limits of the restarts in a row. */
export interface RestartLimits {
  readonly maxRestarts: number;
  /** Pause before the second restart in a row, in milliseconds; each further one doubles it. The first has none. */
  readonly restartBackoffMs: number;
}

/** Longest pause before a restart. */
const LONGEST_PAUSE_MS = 60_000;

/** A worker that has run for so long without a loss counts as sound: earlier losses no longer count. */
const SOUND_AFTER_MS = 60_000;

/** Starts a model's host, and restarts it when it is lost: with growing pauses, and up to the limit in a row. */
export class WorkerSupervisor {
  /** Why the last start failed, or why there is no further restart. */
  failure: string | undefined;

  private restarts = 0;
  /** Of the worker that runs; undefined from its loss on. */
  private startedMs: number | undefined;
  private restarting: Promise<boolean> | undefined;
  private readonly stopping = new AbortController();

  constructor(
    private readonly host: ModelHost,
    private readonly limits: RestartLimits,
    private readonly logger: Logger,
    private readonly measured: (measurement: Measurement) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Rejects with the host's error. */
  async start(): Promise<void> {
    const beganMs = this.now();
    let ok = false;
    try {
      await this.host.start();
      ok = true;
      this.failure = undefined;
      this.startedMs = this.now();
    } catch (error) {
      this.failure = describe(error);
      throw error;
    } finally {
      this.measured({ kind: 'load', ms: this.now() - beganMs, ok });
    }
  }

  /** The worker did what it was for: earlier losses no longer count. */
  prove(): void {
    this.restarts = 0;
  }

  /** Losses in a row are below the limit. */
  get mayRestart(): boolean {
    this.proveIfSound();
    return this.restarts < this.limits.maxRestarts;
  }

  /**
   * A second call meanwhile returns the same restart.
   *
   * @returns false where the model failed permanently, or `stop` was called
   */
  restart(): Promise<boolean> {
    this.restarting ??= this.attempt().finally(() => {
      this.restarting = undefined;
    });
    return this.restarting;
  }

  /** No further restart begins, and a pending pause ends. */
  stop(): void {
    this.stopping.abort();
  }

  private proveIfSound(): void {
    if (this.startedMs !== undefined && this.now() - this.startedMs > SOUND_AFTER_MS) this.prove();
  }

  private async attempt(): Promise<boolean> {
    const { signal } = this.stopping;
    this.proveIfSound();
    this.startedMs = undefined;
    while (this.mayRestart && !signal.aborted) {
      const pauseMs = this.restarts === 0 ? 0 : this.limits.restartBackoffMs * 2 ** (this.restarts - 1);
      this.restarts++;
      this.measured({ kind: 'restart' });
      this.logger.warn(`starting the worker again (${this.restarts} of ${this.limits.maxRestarts})`);
      try {
        if (pauseMs > 0) await this.pause(Math.min(pauseMs, LONGEST_PAUSE_MS));
        if (signal.aborted) return false;
        await this.start();
        return true;
      } catch (error) {
        if (signal.aborted) return false;
        this.logger.error(describe(error));
      }
    }
    this.failure ??= `its worker was lost ${this.limits.maxRestarts + 1} times in a row`;
    return false;
  }

  /** Ends early when it is stopped. */
  private pause(ms: number): Promise<void> {
    const { signal } = this.stopping;
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      timer.unref();
      signal.addEventListener('abort', done);
    });
  }
}
