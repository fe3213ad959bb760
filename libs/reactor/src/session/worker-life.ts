import type { Logger } from '@nestjs/common';
import { describe } from '../logging/index.js';
import type { Measurement } from './measurement.js';
import type { ModelHost } from './ports/index.js';

/** Starts a model's host, and starts it again when it is lost, as often in a row as that is allowed. */
export class WorkerLife {
  /** The host must be started before the model can do anything. */
  lost = false;
  /** Why the last start failed, or why there is no further one. */
  failure: string | undefined;

  private restarts = 0;
  private restarting: Promise<boolean> | undefined;

  constructor(
    private readonly host: ModelHost,
    private readonly maxRestarts: number,
    private readonly logger: Logger,
    private readonly measured: (measurement: Measurement) => void,
  ) {}

  /** Rejects with what the host rejects with. */
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

  /** A session of the worker's ended well: losses before it say nothing about the next one. */
  prove(): void {
    this.restarts = 0;
  }

  /** Losses in a row have not reached the limit. */
  get mayRestart(): boolean {
    return this.restarts < this.maxRestarts;
  }

  /**
   * Asked again meanwhile, it is the same restart.
   *
   * @param wanted asked before each attempt: a server that closes wants none
   * @returns false where the model is given up
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
