import { getHeapStatistics } from 'node:v8';
import type { HostChannel } from '../protocol/channels.js';
import { PULSE_MS } from '../protocol/protocol-limits.js';
import type { ModelContext } from './run/model-context.js';
import type { OutputStream } from './output/output-stream.js';

const PERIOD_MS = 2_000;

/**
 * Sends the worker's counters to its host every two seconds, and a pulse more often. A model that blocks its thread
 * delays both.
 */
export class StatsReporter {
  private timer: NodeJS.Timeout | undefined;
  private pulse: NodeJS.Timeout | undefined;

  constructor(
    private readonly port: HostChannel,
    private readonly stage: ModelContext,
    private readonly output: OutputStream,
    private readonly memory?: () => number,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.report(), PERIOD_MS);
    this.timer.unref();
    this.beat();
    this.pulse = setInterval(() => this.beat(), PULSE_MS);
    this.pulse.unref();
  }

  stop(): void {
    clearInterval(this.timer);
    clearInterval(this.pulse);
  }

  private beat(): void {
    this.port.post({ type: 'pulse', ...(this.memory === undefined ? {} : { memoryBytes: this.memory() }) });
  }

  private report(): void {
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
