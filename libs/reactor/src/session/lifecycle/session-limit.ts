import type { TimeLimit } from '@nestjs-reactor/protocol';

/** When a session ends because others wait. */
export interface SessionLimit {
  /** On the clock of `performance.now()`; undefined: it has no end. */
  readonly endsMs: number | undefined;
  /** Visitors who wait for a session of the model. */
  readonly waiting: number;
}

/** As clients read it: their clocks are others. */
export function toTimeLimit({ endsMs, waiting }: SessionLimit): TimeLimit {
  if (endsMs === undefined) return { waiting };
  return { ends_in_ms: Math.max(0, Math.round(endsMs - performance.now())), waiting };
}
