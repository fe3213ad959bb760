import type { Participant } from './participant.js';

const PERIOD_MS = 2_000;

/** Disconnects clients that ping by contract when they have been silent for too long. */
export class PingWatchdog {
  private readonly timer: NodeJS.Timeout | undefined;

  /** @param limitMs zero or less: no client is disconnected */
  constructor(
    private readonly limitMs: number,
    private readonly clients: () => Iterable<Participant>,
    private readonly lose: (client: Participant, cause: string) => void,
  ) {
    if (limitMs <= 0) return;
    this.timer = setInterval(() => this.look(), PERIOD_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const now = performance.now();
    for (const client of this.clients()) {
      const silent = now - client.lastHeardMs > this.limitMs;
      if (client.open && client.pings && silent) this.lose(client, `silent for ${this.limitMs} ms`);
    }
  }
}
