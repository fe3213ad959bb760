import type { LogFields } from '../../logging/index.js';
import { PULSE_MS } from '../protocol/protocol-limits.js';

/** A worker without a pulse for longer is blocked; a shorter silence may be a busy machine. */
const BLOCKED_MS = 4 * PULSE_MS;
const BLOCKED_AT_LEAST_MS = 2 * PULSE_MS;

/** Sampling interval: one second is finer than any scrape interval. */
const SAMPLE_MS = 1_000;

export interface TurnWatchdogEvents {
  /** How long the turn, or what else keeps the worker busy, has taken; 0 in between. Reported with every sample. */
  age(ms: number): void;
  /** Something takes longer than its limit; reported once for each turn, hook or blockage. */
  slow(text: string, fields: LogFields): void;
}

/** Author's code that holds the model's lock. */
type Work = { readonly kind: 'turn'; readonly turn: number } | { readonly kind: 'hook'; readonly hook: string };

/**
 * Checks, while a session runs, that its model makes progress: from the pulse of its worker, and the starts and ends of
 * its turns and hooks. Waits for the runtime (room in the playout, viewers, input) never count; a command's handler has
 * its own limit.
 */
export class TurnWatchdog {
  private timer: NodeJS.Timeout | undefined;
  private work: (Work & { readonly sinceMs: number }) | undefined;
  /** Calls whose handler runs. */
  private readonly handlers = new Set<number>();
  private pulseMs = 0;
  private reportedTurn = 0;
  private reportedOther = false;
  private sampledMs = 0;
  private readonly periodMs: number;
  private readonly blockedMs: number;

  /** @param slowMs after which something is reported as slow; 0: never */
  constructor(
    private readonly model: string,
    private readonly slowMs: number,
    private readonly events: TurnWatchdogEvents,
  ) {
    this.blockedMs = Math.max(BLOCKED_AT_LEAST_MS, slowMs > 0 ? Math.min(BLOCKED_MS, slowMs / 2) : BLOCKED_MS);
    this.periodMs = slowMs > 0 ? Math.min(SAMPLE_MS, Math.max(10, slowMs / 4)) : SAMPLE_MS;
  }

  /** A session begins. */
  start(): void {
    this.stop();
    this.work = undefined;
    this.handlers.clear();
    this.reportedTurn = 0;
    this.reportedOther = false;
    this.sampledMs = performance.now();
    this.pulseMs = this.sampledMs;
    this.timer = setInterval(() => this.sample(), this.periodMs);
    this.timer.unref();
  }

  stop(): void {
    if (this.timer === undefined) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.events.age(0);
  }

  /** The worker's thread runs. */
  pulse(): void {
    this.pulseMs = performance.now();
  }

  started(work: Work): void {
    this.work = { ...work, sinceMs: performance.now() };
  }

  /** The turn or hook that started last has ended, or waits for input. */
  ended(): void {
    this.work = undefined;
  }

  handlerStarted(callId: number): void {
    this.handlers.add(callId);
  }

  handlerEnded(callId: number): void {
    this.handlers.delete(callId);
  }

  private sample(): void {
    const now = performance.now();
    const late = now - this.sampledMs > 2 * this.periodMs + PULSE_MS;
    this.sampledMs = now;
    // A late timer here, or after the machine slept, makes the sample unreliable.
    if (late) return;
    const silentMs = now - this.pulseMs;
    const blocked = silentMs > this.blockedMs;
    // A worker that is blocked outside any known work, such as a loop, has been since its last pulse.
    const ageMs = this.work === undefined ? (blocked ? silentMs : 0) : now - this.work.sinceMs;
    this.events.age(ageMs);
    if (ageMs < this.slowMs) this.reportedOther = false;
    const inHandler = this.work === undefined && this.handlers.size > 0;
    if (this.slowMs === 0 || ageMs < this.slowMs || inHandler || this.wasReported()) return;
    const fields = this.work?.kind === 'turn' ? { turn: this.work.turn, blocked } : { blocked };
    this.events.slow(this.textOf(ageMs, blocked), fields);
  }

  /**
   * A turn keeps its number over its waits and is reported once; anything else counts as new after a sample at which it
   * was not slow.
   */
  private wasReported(): boolean {
    const { work } = this;
    const known = work?.kind === 'turn' ? this.reportedTurn === work.turn : this.reportedOther;
    if (work?.kind === 'turn') this.reportedTurn = work.turn;
    else this.reportedOther = true;
    return known;
  }

  private textOf(ageMs: number, blocked: boolean): string {
    const what = this.subject();
    const took = `${(ageMs / 1000).toFixed(1)} s`;
    const advice = 'if this is intended, raise inference.slowTurnMs';
    return blocked
      ? `${what} has blocked the worker's thread for ${took}, and commands, hooks and the session's end wait for it; await between its steps, or yield more often; ${advice}`
      : `${what} has run for ${took} and is still awaiting, and commands and hooks wait for it; add a time limit to what it awaits, or yield Idle meanwhile; ${advice}`;
  }

  private subject(): string {
    switch (this.work?.kind) {
      case 'turn':
        return `turn ${this.work.turn} of ${this.model}`;
      case 'hook':
        return `hook ${this.work.hook}() of ${this.model}`;
      case undefined:
        return `${this.model} between two waits`;
    }
  }
}
