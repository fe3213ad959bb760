import type { ReactorErrorCode } from './error-codes.js';

/** One field of a client's input and what is wrong with it. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

export interface ReactorErrorOptions extends ErrorOptions {
  /** The invalid input field, by its wire name. */
  readonly field?: string | undefined;
  /** All of them, where several are invalid. */
  readonly fields?: readonly FieldProblem[];
  /** Milliseconds after which the same request may succeed. */
  readonly retryAfterMs?: number;
}

/** An error with a stable code and an actionable message. The message is safe to show to a client. */
export class ReactorError extends Error {
  override readonly name = 'ReactorError';
  readonly field?: string;
  readonly fields?: readonly FieldProblem[];
  readonly retryAfterMs?: number;

  constructor(
    readonly code: ReactorErrorCode,
    message: string,
    options: ReactorErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    if (options.field !== undefined) this.field = options.field;
    if (options.fields !== undefined) this.fields = options.fields;
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
  }
}

/**
 * @returns the error itself where it is coded, else one whose message reveals nothing, with the original as its cause
 */
export function toReactorError(error: unknown, code: ReactorErrorCode = 'internal_error'): ReactorError {
  if (error instanceof ReactorError) return error;
  return new ReactorError(code, 'the request could not be handled; see the server’s log', { cause: error });
}
