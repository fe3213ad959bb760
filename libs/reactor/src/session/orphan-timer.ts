import type { SessionState } from './session-state.js';

/** Ends a session that nobody is in: armed while it waits for its first client and after its last one left. */
export class OrphanTimer {
  private timer: NodeJS.Timeout | undefined;

  /** @param timeoutMs zero or less: a session nobody is in stays for ever */
  constructor(
    private readonly timeoutMs: number,
    private readonly expire: () => void,
  ) {}

  /** Starts anew in a state where nobody is there, and rests in the others. */
  follow(state: SessionState): void {
    this.stop();
    if (this.timeoutMs <= 0 || (state !== 'waiting' && state !== 'orphaned')) return;
    this.timer = setTimeout(this.expire, this.timeoutMs);
    this.timer.unref();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
