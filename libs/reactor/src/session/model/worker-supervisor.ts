import type { Logger } from '@nestjs/common';
import { describe } from '../../logging/index.js';
import type { Measurement } from '../lifecycle/measurement.js';
import type { ModelHost } from '../ports/index.js';

/** Starts a model's host, and restarts it when it is lost, up to the limit in a row. */
export class WorkerSupervisor {
  /** The host must start before the model can run. */
  lost = false;
  /** Why the last start failed, or why there is no further restart. */
  failure: string | undefined;

  private restarts = 0;
  private restarting: Promise<boolean> | undefined;

  constructor(
    private readonly host: ModelHost,
    private readonly maxRestarts: number,
    private readonly logger: Logger,
    private readonly measured: (measurement: Measurement) => void,
  ) {}

  /** Rejects with the host's error. */
  async start(): Promise<void> {
    const startedMs = performance.now();
    let ok = false;
    try {
      await this.host.start();
      ok = true;
      this.lost = false;
    } catch (error) {
      this.failure = describe(error);
      throw error;
    } finally {
      this.measured({ kind: 'load', ms: performance.now() - startedMs, ok });
    }
  }

  /** A session of the worker ended normally: earlier losses no longer count. */
  prove(): void {
    this.restarts = 0;
  }

  /** Losses in a row are below the limit. */
  get mayRestart(): boolean {
    return this.restarts < this.maxRestarts;
  }

  /**
   * A second call meanwhile returns the same restart.
   *
   * @param wanted checked before each attempt: a closing server needs none
   * @returns false where the model failed permanently
   */
  restart(wanted: () => boolean): Promise<boolean> {
    this.restarting ??= this.attempt(wanted).finally(() => {
      this.restarting = undefined;
    });
    return this.restarting;
  }

  private async attempt(wanted: () => boolean): Promise<boolean> {
    while (this.mayRestart && wanted()) {
      this.restarts++;
      this.measured({ kind: 'restart' });
      this.logger.warn(`starting the worker again (${this.restarts} of ${this.maxRestarts})`);
      try {
        await this.start();
        return true;
      } catch (error) {
        this.logger.error(describe(error));
      }
    }
    this.failure ??= 'the worker was lost too often';
    return false;
  }
}
