/** Readings that are closer than this are taken for one, in milliseconds: packets leave in bursts. */
const LEAST_SPAN_MS = 500;

/** Bitrate between the two newest readings of a counter of bytes. */
export class SentRate {
  private before: { readonly bytes: number; readonly atMs: number } | undefined;
  private newest: number | undefined;

  /** @param atMs on any clock that does not go back */
  note(bytes: number, atMs: number): void {
    const { before } = this;
    const spanMs = before === undefined ? undefined : atMs - before.atMs;
    if (spanMs !== undefined && spanMs < LEAST_SPAN_MS) return;
    this.before = { bytes, atMs };
    if (before !== undefined && spanMs !== undefined) this.newest = ((bytes - before.bytes) * 8) / spanMs;
  }

  /** Undefined before the second reading. */
  get kbps(): number | undefined {
    return this.newest;
  }
}
