import { getHeapStatistics } from 'node:v8';
import type { HostChannel } from '../protocol/worker-messages.js';
import type { ModelContext } from './run/model-context.js';
import type { OutputStream } from './output/output-stream.js';
import { BEAT_MS } from './work-meter.js';

const PERIOD_MS = 2_000;

/**
 * Sends the worker's counters to the server's thread every two seconds, and a heartbeat more often. A model that blocks
 * its thread delays both.
 */
export class StatsReporter {
  private timer: NodeJS.Timeout | undefined;
  private heart: NodeJS.Timeout | undefined;

  constructor(
    private readonly port: HostChannel,
    private readonly stage: ModelContext,
    private readonly output: OutputStream,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.tell(), PERIOD_MS);
    this.timer.unref();
    this.stage.meter.beat();
    this.heart = setInterval(() => this.stage.meter.beat(), BEAT_MS);
    this.heart.unref();
  }

  stop(): void {
    clearInterval(this.timer);
    clearInterval(this.heart);
  }

  private tell(): void {
    const { pool } = this.stage;
    this.port.post({
      type: 'stats',
      stats: {
        buffersAllocated: pool.allocated,
        buffersDiscarded: pool.discarded,
        buffersFree: pool.free,
        buffersLent: pool.lent,
        outputsDropped: this.output.dropped,
        inputsDropped: this.stage.inputs.drops,
        messagesUnsent: this.stage.messagesUnsent,
        heapUsedBytes: getHeapStatistics().used_heap_size,
      },
    });
  }
}
