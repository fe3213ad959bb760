/** Part of the thread's time that checks which run into their limit may take together. */
const SHARE = 0.25;

/** Least limit of a check, in milliseconds: a valid one takes microseconds, and a busy machine may interrupt it. */
const LEAST_MS = 25;

/**
 * Keeps checks that run into their time limit from occupying the model's thread. Only they are counted: each takes its
 * time from a budget that fills again with {@link SHARE} of the time that passes, and the next limit is what is left.
 */
export class RuleBudget {
  private leftMs: number;
  private filledMs: number;

  /** @param fullMs limit of a check where none ran into it before */
  constructor(
    private readonly fullMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.leftMs = fullMs;
    this.filledMs = now();
  }

  /** Limit of the next check, in whole milliseconds. */
  get limitMs(): number {
    const now = this.now();
    this.leftMs = Math.min(this.fullMs, this.leftMs + SHARE * (now - this.filledMs));
    this.filledMs = now;
    return Math.max(Math.floor(this.leftMs), Math.min(LEAST_MS, this.fullMs));
  }

  /** A check took this long and was stopped. */
  expired(ms: number): void {
    this.leftMs = Math.max(0, this.leftMs - ms);
  }
}
