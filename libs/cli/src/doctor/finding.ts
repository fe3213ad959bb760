/**
 * - `ok`: as it should be
 * - `absent`: not there, and only needed for what the text names
 * - `warning`: it works, and not as well as it could
 * - `problem`: models cannot be served
 */
export type FindingState = 'ok' | 'absent' | 'warning' | 'problem';

/** What a check found. */
export interface Finding {
  readonly state: FindingState;
  /** In plain words, without a full stop. */
  readonly text: string;
  /** What to do, where something is to be done. */
  readonly mend?: string;
}

export function ok(text: string): Finding {
  return { state: 'ok', text };
}

export function absent(text: string, mend: string): Finding {
  return { state: 'absent', text, mend };
}

export function warning(text: string, mend: string): Finding {
  return { state: 'warning', text, mend };
}

export function problem(text: string, mend: string): Finding {
  return { state: 'problem', text, mend };
}
