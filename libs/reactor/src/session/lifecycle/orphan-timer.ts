import type { SessionPhase } from './session-state.js';

/** Ends an empty session: armed while it waits for its first client and after its last one left. */
export class OrphanTimer {
  private timer: NodeJS.Timeout | undefined;

  /** @param timeoutMs zero or less: an empty session stays forever */
  constructor(
    private readonly timeoutMs: number,
    private readonly expire: () => void,
  ) {}

  /** Restarts in a state without clients, and stops in the others. */
  follow(phase: SessionPhase): void {
    this.stop();
    if (this.timeoutMs <= 0 || (phase !== 'waiting' && phase !== 'orphaned')) return;
    this.timer = setTimeout(this.expire, this.timeoutMs);
    this.timer.unref();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
