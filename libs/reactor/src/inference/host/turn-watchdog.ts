import type { LogFields } from '../../logging/index.js';
import { BEAT_MS, type WorkKind, type WorkMeter, type WorkReading } from '../guest/work-meter.js';

/** A thread that is silent for longer is blocked; a shorter silence may be a busy machine. */
const BLOCKED_MS = 4 * BEAT_MS;
const BLOCKED_AT_LEAST_MS = 2 * BEAT_MS;

/** Sampling interval: one second is finer than any scrape interval. */
const LOOK_MS = 1_000;

export interface TurnWatchdogEvents {
  /** How long the turn, or what else keeps the thread busy, has taken; 0 in between. Reported with every sample. */
  age(ms: number): void;
  /** Something takes longer than its limit; reported once for each turn, hook or blockage. */
  slow(text: string, fields: LogFields): void;
}

/**
 * Checks, while a session runs, that its model makes progress. Waits for the runtime (room in the playout, viewers,
 * input) never count; a command's handler has its own limit.
 */
export class TurnWatchdog {
  private timer: NodeJS.Timeout | undefined;
  private toldTurn = 0;
  private toldOther = false;
  private lookedMs = 0;
  private readonly periodMs: number;
  private readonly blockedMs: number;

  /**
   * @param slowMs after which something is reported as slow; 0: never
   * @param nameOf a hook's method, by its number
   */
  constructor(
    private readonly model: string,
    private readonly slowMs: number,
    private readonly nameOf: (hook: number) => string,
    private readonly events: TurnWatchdogEvents,
  ) {
    this.blockedMs = Math.max(BLOCKED_AT_LEAST_MS, slowMs > 0 ? Math.min(BLOCKED_MS, slowMs / 2) : BLOCKED_MS);
    this.periodMs = slowMs > 0 ? Math.min(LOOK_MS, Math.max(10, slowMs / 4)) : LOOK_MS;
  }

  start(meter: WorkMeter): void {
    this.stop();
    this.toldTurn = 0;
    this.toldOther = false;
    this.lookedMs = performance.now();
    this.timer = setInterval(() => this.look(meter), this.periodMs);
    this.timer.unref();
  }

  stop(): void {
    if (this.timer === undefined) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.events.age(0);
  }

  private look(meter: WorkMeter): void {
    const now = performance.now();
    const late = now - this.lookedMs > 2 * this.periodMs + BEAT_MS;
    this.lookedMs = now;
    // A late timer here, or after the machine slept, makes the reading unreliable.
    if (late) return;
    const reading = meter.read();
    const blocked = reading.silentMs > this.blockedMs;
    const ageMs = ageOf(reading, blocked);
    this.events.age(ageMs);
    if (ageMs < this.slowMs) this.toldOther = false;
    if (this.slowMs === 0 || ageMs < this.slowMs || reading.kind === 'handler' || this.wasTold(reading)) return;
    const fields = reading.kind === 'turn' ? { turn: reading.number, blocked } : { blocked };
    this.events.slow(this.textOf(reading, ageMs, blocked), fields);
  }

  /**
   * A turn keeps its number over its waits and is reported once; anything else counts as new after a sample at which it
   * was not slow.
   */
  private wasTold({ kind, number }: WorkReading): boolean {
    const known = kind === 'turn' ? this.toldTurn === number : this.toldOther;
    if (kind === 'turn') this.toldTurn = number;
    else this.toldOther = true;
    return known;
  }

  private textOf({ kind, number }: WorkReading, ageMs: number, blocked: boolean): string {
    const what = this.subject(kind, number);
    const took = `${(ageMs / 1000).toFixed(1)} s`;
    const advice = 'if this is intended, raise inference.slowTurnMs';
    return blocked
      ? `${what} has blocked the worker's thread for ${took}, and commands, hooks and the session's end wait for it; await between its steps, or yield more often; ${advice}`
      : `${what} has run for ${took} and is still awaiting, and commands and hooks wait for it; add a time limit to what it awaits, or yield Idle meanwhile; ${advice}`;
  }

  private subject(kind: WorkKind, number: number): string {
    if (kind === 'turn') return `turn ${number} of ${this.model}`;
    return kind === 'hook' ? `hook ${this.nameOf(number)}() of ${this.model}` : `${this.model} between two waits`;
  }
}

/** A thread that is blocked outside any known activity, such as a loop, has been since its last heartbeat. */
function ageOf({ kind, ageMs, silentMs }: WorkReading, blocked: boolean): number {
  if (kind === 'turn' || kind === 'hook') return ageMs;
  return blocked ? silentMs : 0;
}
