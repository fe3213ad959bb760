import { ClientError } from '@nestjs-reactor/client';
import { SchemaError } from '@nestjs-reactor/protocol/schema';
import { CliError } from './cli-error.js';

/** What the client says where the server is not there, or is no longer. */
const UNREACHABLE: Readonly<Record<string, 'unreachable' | 'not_a_reactor' | 'no_answer'>> = {
  unreachable: 'unreachable',
  not_a_reactor: 'not_a_reactor',
  no_answer: 'no_answer',
  socket_blocked: 'unreachable',
  socket_closed: 'unreachable',
  ice_failed: 'unreachable',
};

/** Whatever a command threw, as one shape. What nobody expected keeps its stack in `cause`. */
export function toCliError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  if (error instanceof ClientError) {
    const code = UNREACHABLE[error.code];
    return code === undefined ? CliError.refused(error.code, error.message) : CliError.of(code, error.message);
  }
  if (error instanceof SchemaError) return CliError.of('bad_file', error.message, { cause: error });
  const message = error instanceof Error ? error.message : String(error);
  return CliError.of('internal_error', `${message}; this is a fault of reactor, please report it`, { cause: error });
}
