export { stackOf } from '../logging/index.js';

/** What went wrong, as a log line says it. */
export function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
