import type { ExitName } from './exit-codes.js';

/** Codes of the program's own errors, with the exit code of each. A refusal of a server keeps the server's code. */
export const ERROR_EXITS = {
  /** An option or an argument is wrong, or missing. */
  usage: 'usage',
  /** A name that a project cannot have. */
  bad_name: 'usage',
  /** No server answers at the address. */
  unreachable: 'unreachable',
  /** Something answers at the address, and it is no reactor server. */
  not_a_reactor: 'unreachable',
  /** The server did not answer in time. */
  no_answer: 'unreachable',
  /** A file or folder is missing. */
  not_found: 'project',
  /** A file or folder is there already. */
  already_exists: 'project',
  /** A file does not contain what it should. */
  bad_file: 'project',
  /** The folder is no project, or lacks a package. */
  bad_project: 'project',
  /** The project has no compiled code. */
  not_built: 'project',
  /** The project has no such model. */
  unknown_model: 'project',
  /** A program that was started did not do its work. */
  program_failed: 'failed',
  /** Stopped before it was done. */
  interrupted: 'interrupted',
  /** A fault of this program. */
  internal_error: 'failed',
} as const satisfies Readonly<Record<string, ExitName>>;

export type CliErrorCode = keyof typeof ERROR_EXITS;

/** An error with a stable code and a message that ends with what to do. */
export class CliError extends Error {
  override readonly name = 'CliError';

  private constructor(
    /** One of {@link CliErrorCode}, or the server's. */
    readonly code: string,
    readonly exit: ExitName,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  static of(code: CliErrorCode, message: string, options?: ErrorOptions): CliError {
    return new CliError(code, ERROR_EXITS[code], message, options);
  }

  /** A server's refusal, with the server's own code and words. */
  static refused(code: string, message: string, options?: ErrorOptions): CliError {
    return new CliError(code, 'refused', message, options);
  }
}
