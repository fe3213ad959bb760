export { CliError, type CliErrorCode, ERROR_EXITS } from './cli-error.js';
export { EXIT_CODES, type ExitName } from './exit-codes.js';
export { toCliError } from './to-cli-error.js';
