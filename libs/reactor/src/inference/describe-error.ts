/** What went wrong, as a log line says it. */
export function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The stack with those of its causes. */
export function stackOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const cause = stackOf(error.cause);
  return cause === undefined ? error.stack : `${error.stack}\ncaused by: ${cause}`;
}
