import { pause } from '../run/pause.js';

/**
 * How many bundles a model may still emit. The server grants one for each bundle that left its queue; a batch may
 * overdraw, and then the next emission waits until the debt is paid.
 */
export class FrameCredits {
  private credits: number;
  private allowed: number;
  private waitMs = 0;
  private readonly waiting = new Set<() => void>();

  /** @param depth bundles that may be in transit at once */
  constructor(private readonly depth: number) {
    this.credits = depth;
    this.allowed = depth;
  }

  get hasRoom(): boolean {
    return this.credits > 0;
  }

  /** Resets, as at the start of a session. */
  reset(): void {
    this.allowed = this.depth;
    this.credits = this.depth;
    this.waitMs = 0;
    this.wake();
  }

  /**
   * Allows more than the depth in transit from now on, or resets to it.
   * @param waitMs how long after room was made it is to be used; a depth that is more than needed is used at once
   */
  allow(bundles: number, waitMs = 0): void {
    const allowed = Math.max(this.depth, bundles);
    this.waitMs = allowed > bundles ? 0 : waitMs;
    this.credits += allowed - this.allowed;
    this.allowed = allowed;
    if (this.hasRoom) this.wake();
  }

  grant(bundles: number): void {
    // More than allowed would be credit for bundles never emitted: a grant of the previous session.
    this.credits = Math.min(this.allowed, this.credits + bundles);
    if (this.hasRoom) this.wake();
  }

  spend(bundles: number): void {
    this.credits -= bundles;
  }

  /** A turn is over, whatever it emitted. */
  turnDone(): void {}

  /**
   * Resolves when it is time for another bundle, or the signal is aborted. Room that was there already is used at once:
   * the playout waits for it.
   */
  async turn(signal: AbortSignal): Promise<void> {
    if (this.hasRoom) return;
    await this.room(signal);
    if (this.waitMs > 0 && !signal.aborted) await pause(this.waitMs, signal);
  }

  /** Resolves when there is room or the signal is aborted. */
  async room(signal: AbortSignal): Promise<void> {
    while (!this.hasRoom && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          this.waiting.delete(done);
          signal.removeEventListener('abort', done);
          resolve();
        };
        this.waiting.add(done);
        signal.addEventListener('abort', done);
      });
    }
  }

  protected add(credits: number): void {
    this.credits += credits;
    if (this.hasRoom) this.wake();
  }

  private wake(): void {
    for (const resolve of this.waiting) resolve();
  }
}
