/** How long a visitor has to wait, roughly: it is an estimate. */
export function waitWords(expectedWaitMs: number | undefined): string {
  if (expectedWaitMs === undefined) return '';
  const minutes = Math.round(expectedWaitMs / 60_000);
  if (expectedWaitMs < 45_000) return 'Less than a minute';
  return minutes <= 1 ? 'About a minute' : `About ${minutes} minutes`;
}

/** What is left of a time, as `1:05`. */
export function clockWords(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
