/** Longest wait that a server may ask for, in milliseconds. */
const MAX_MS = 600_000;

/** The day of the week that it begins with; `Date.parse` takes more than dates of HTTP. */
const DATE = /^[A-Z][a-z]{2}/;

/**
 * How long a server asks to wait (RFC 9110, 10.2.3): seconds, or a date.
 *
 * @param nowMs since the epoch
 * @returns milliseconds, at most ten minutes; undefined where it says nothing that can be read
 */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : DATE.test(text) ? Date.parse(text) - nowMs : Number.NaN;
  return Number.isNaN(ms) ? undefined : Math.min(MAX_MS, Math.max(0, ms));
}
