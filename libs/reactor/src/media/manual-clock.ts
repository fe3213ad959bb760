import type { PacerClock } from './pacer-clock.js';

/** A clock that stands still until it is told to move. */
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

  /** Lets `ms` pass, firing what falls due on the way, in order. */
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

  /** Time passes with nobody looking, as when a thread is kept busy: what falls due fires late, all at the end. */
  stall(ms: number): void {
    this.time += ms;
    this.advance(0);
  }
}
