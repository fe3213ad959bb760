import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, type Registry } from 'prom-client';
import { CounterDelta } from './counter-delta.js';

/** Sampling interval of the event loop, which is the shortest delay that can be measured. */
const RESOLUTION_MS = 10;

/** Window of the delay: short enough for a stall to show, long enough for a percentile. */
const WINDOW_MS = 10_000;

/** Prometheus keeps the label `quantile` for summaries. */
const PERCENTILES = [50, 99];

/** Load of the server's own thread and process. */
export class ProcessMetrics {
  private readonly loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private readonly delay;
  private readonly timer: NodeJS.Timeout;

  constructor(registry: Registry) {
    const registers = [registry];
    this.delay = new Gauge({
      name: 'reactor_event_loop_delay_seconds',
      help: 'Delay of timers on the server’s thread over the last ten seconds.',
      labelNames: ['percentile'],
      registers,
    });
    registry.registerMetric(
      new Gauge({
        name: 'reactor_process_resident_memory_bytes',
        help: 'Resident memory of the process: all threads, including native libraries.',
        registers: [],
        collect(): void {
          this.set(process.memoryUsage.rss());
        },
      }),
    );
    const cpu = new CounterDelta();
    registry.registerMetric(
      new Counter({
        name: 'reactor_process_cpu_seconds_total',
        help: 'CPU time of the process: all threads, user and system.',
        registers: [],
        collect(): void {
          const { user, system } = process.cpuUsage();
          this.inc(cpu.by((user + system) / 1e6));
        },
      }),
    );
    for (const percentile of PERCENTILES) this.delay.set({ percentile }, 0);
    this.loop.enable();
    this.timer = setInterval(() => this.closeWindow(), WINDOW_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
    this.loop.disable();
  }

  private closeWindow(): void {
    for (const percentile of PERCENTILES) {
      // The recorded value is the whole time between two samples.
      const lateMs = this.loop.percentile(percentile) / 1e6 - RESOLUTION_MS;
      this.delay.set({ percentile }, Math.max(0, lateMs) / 1000);
    }
    this.loop.reset();
  }
}
