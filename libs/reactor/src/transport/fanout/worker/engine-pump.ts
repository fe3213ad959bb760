import type { Fanout, FanoutEvent, FanoutSink } from '@nestjs-reactor/fanout';

/** Shortest timer of the engine's, in milliseconds: what is due earlier is done with it. */
const MIN_TIMER_MS = 1;

/** Keeps the engine going: sends what it has, hands over its events, and wakes it for what is due next. */
export class EnginePump {
  private timer: NodeJS.Timeout | undefined;
  private polling = false;

  constructor(
    private readonly fanout: Pick<Fanout, 'poll' | 'nextTimeoutMs' | 'tick'>,
    private readonly transmit: FanoutSink['transmit'],
    private readonly follow: (event: FanoutEvent) => void,
  ) {}

  /** To be called after anything that changes a peer. */
  run(): void {
    if (this.polling) return;
    this.polling = true;
    const events: FanoutEvent[] = [];
    try {
      do {
        events.length = 0;
        this.fanout.poll({
          transmit: this.transmit,
          event: (event) => events.push(event),
        });
        for (const event of events) this.follow(event);
      } while (events.length > 0);
    } finally {
      this.polling = false;
    }
    clearTimeout(this.timer);
    const dueMs = this.fanout.nextTimeoutMs();
    if (!Number.isFinite(dueMs)) return;
    this.timer = setTimeout(
      () => {
        this.fanout.tick();
        this.run();
      },
      Math.max(MIN_TIMER_MS, dueMs),
    );
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
