import { ClientError } from '@nestjs-reactor/client';
import { CliError, type CliErrorCode } from '../errors/index.js';

/** What a headless run throws, by its code. */
const CODES: Readonly<Record<string, CliErrorCode>> = {
  bad_script: 'bad_file',
  bad_recording: 'bad_file',
  bad_video: 'bad_file',
  no_input: 'usage',
  bad_configuration: 'bad_project',
  bad_declaration: 'bad_project',
  no_output: 'program_failed',
  turn_timeout: 'program_failed',
  model_failed: 'program_failed',
  worker_lost: 'program_failed',
};

const REFUSALS = new Set(['command_refused', 'invalid_command']);

/** Errors of the client are left as they are. Errors of the framework come from the project's copy of it, so they are known by their codes. */
export function toRunError(error: unknown): unknown {
  if (error instanceof CliError || error instanceof ClientError || !(error instanceof Error)) return error;
  const { code } = error as Error & { readonly code?: unknown };
  if (typeof code !== 'string') return error;
  if (REFUSALS.has(code)) return CliError.refused(code, error.message, { cause: error });
  if (code === 'EISDIR') return CliError.of('bad_file', `${error.message}; name a file`, { cause: error });
  if (code === 'ENOENT') return CliError.of('not_found', `${error.message}; correct the path`, { cause: error });
  const known = CODES[code];
  return known === undefined ? error : CliError.of(known, error.message, { cause: error });
}
