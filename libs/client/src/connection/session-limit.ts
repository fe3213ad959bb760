import type { TimeLimit } from '@nestjs-reactor/protocol';

/** When a session ends because others wait for one. */
export interface SessionLimit {
  /** Wall clock, milliseconds; undefined: it has no end. */
  readonly endsAtMs: number | undefined;
  /** Visitors who wait. */
  readonly waiting: number;
}

/** By the reader's own clock. */
export function toSessionLimit({ ends_in_ms, waiting }: TimeLimit): SessionLimit {
  return { endsAtMs: ends_in_ms === undefined ? undefined : Date.now() + ends_in_ms, waiting };
}
