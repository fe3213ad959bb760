import { Backoff, type BackoffOptions } from './backoff.js';
import type { ClientError } from './client-error.js';
import type { Over } from './connection/connection.js';

/** From a temporary end on, a server that cannot be reached is taken for one that restarts. */
const RESTART_MS = 60_000;

/** While it restarts it is asked more often than one that is away. */
const RESTART_PERIOD_MS = 2_000;

/** A worker lost sooner than this after it served this client counts as an early loss. */
const EARLY_LOSS_MS = 10_000;

/** This many early losses in a row may be caused by settings that the application applies again: the person decides. */
const MAX_EARLY_LOSSES = 2;

/** Errors of a restarting server, or no answer at all. */
const WHILE_RESTARTING: ReadonlySet<string> = new Set([
  'unreachable',
  'socket_closed',
  'socket_blocked',
  'no_answer',
  'shutting_down',
  'session_busy',
]);

/** When one run of a client tries again, and how long it waits before. Times are monotonic milliseconds. */
export class ReconnectPolicy {
  private readonly backoff: Backoff;
  private earlyLosses = 0;
  /** The server announced that it will be back. */
  private restarting: { readonly cause: string; readonly untilMs: number } | undefined;

  constructor(waits: BackoffOptions) {
    this.backoff = new Backoff(waits);
  }

  /** The client is in a session. */
  live(): void {
    this.restarting = undefined;
  }

  /**
   * A connection is over.
   * @param startedMs when its attempt began
   * @param liveMs since when the client was live in its session; undefined: it was not
   * @returns whether to try again
   */
  over(over: Over, startedMs: number, liveMs: number | undefined): boolean {
    const nowMs = performance.now();
    const early = liveMs === undefined || nowMs - liveMs < EARLY_LOSS_MS;
    this.earlyLosses = over.kind === 'ended' && over.reason === 'worker_lost' && early ? this.earlyLosses + 1 : 0;
    if (over.kind === 'ended') {
      if (!over.retryable || this.earlyLosses >= MAX_EARLY_LOSSES) return false;
      this.restarting = { cause: over.reason, untilMs: nowMs + RESTART_MS };
    }
    this.backoff.lived(nowMs - startedMs);
    return true;
  }

  /** The server restarts, and this is what it looks like. */
  expects({ code }: ClientError): boolean {
    return this.isRestarting && WHILE_RESTARTING.has(code);
  }

  /** Why the server ended the session for a while; undefined: it did not. */
  get cause(): string | undefined {
    return this.restarting?.cause;
  }

  /** Milliseconds until the next attempt. */
  next(): number {
    return this.isRestarting ? this.backoff.next(RESTART_PERIOD_MS) : this.backoff.next();
  }

  private get isRestarting(): boolean {
    return this.restarting !== undefined && performance.now() < this.restarting.untilMs;
  }
}
