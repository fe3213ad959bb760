import type { CommandOutcome } from '../../session/ports/index.js';

/** Outcomes of commands that the worker does not answer. */
export const UNSERVED = {
  sessionEnded: (): CommandOutcome => ({
    ok: false,
    code: 'no_session',
    message: 'the session has ended; start a new one',
  }),
  notRunning: (model: string): CommandOutcome => ({
    ok: false,
    code: 'worker_lost',
    message: `The model ${model} is not running; try again when it is back`,
  }),
  lost: (message: string): CommandOutcome => ({ ok: false, code: 'worker_lost', message }),
  /** @param limitMs that its handler had */
  timedOut: (limitMs: number): CommandOutcome => ({
    ok: false,
    code: 'handler_timeout',
    message: `The command has run for longer than ${limitMs} ms and may still complete; check its effect before you send it again`,
  }),
};
