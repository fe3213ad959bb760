import type { PacerClock } from './pacer-clock.js';

/** A clock that only advances when a test moves it. */
export class ManualClock implements PacerClock {
  private time = 0;
  private timers: { at: number; fire: () => void }[] = [];

  now(): number {
    return this.time;
  }

  setTimer(fire: () => void, delayMs: number): () => void {
    const timer = { at: this.time + Math.max(0, delayMs), fire };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** Advances by `ms`, firing due timers in order on the way. */
  advance(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const due = this.timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.timers = this.timers.filter((timer) => timer !== due);
      this.time = Math.max(this.time, due.at);
      due.fire();
    }
    this.time = end;
  }

  /** Advances as if the thread were blocked: due timers fire late, all at the end. */
  stall(ms: number): void {
    this.time += ms;
    this.advance(0);
  }
}
