/** A picture that is this many intervals off the beat begins a new one. */
const OFF_BEAT = 2;

/** Share of a new interval of the source in the average. */
const SMOOTHING = 1 / 8;

/**
 * Which pictures of a source are shown where at most so many a second may be. They are left out evenly: the limit has a
 * beat, and of each beat the nearest picture is shown. An uneven source at the limit, or below, loses none.
 */
export class FramerateLimit {
  readonly intervalMs: number;
  private beatMs: number | undefined;
  private lastMs: number | undefined;
  /** Average distance of the source's pictures. */
  private sourceMs: number | undefined;

  /** @param maxFramerate pictures a second; Infinity: all */
  constructor(maxFramerate: number) {
    this.intervalMs = 1_000 / maxFramerate;
  }

  /** @param atMs of the picture, on any clock @returns it is to be shown */
  take(atMs: number): boolean {
    const { beatMs, intervalMs } = this;
    if (beatMs === undefined || Math.abs(beatMs - atMs) >= OFF_BEAT * intervalMs) {
      this.beatMs = atMs + intervalMs;
      this.lastMs = atMs;
      return true;
    }
    this.measure(atMs);
    if (atMs < beatMs - Math.min(intervalMs, this.sourceMs ?? intervalMs) / 2) return false;
    this.beatMs = beatMs + intervalMs;
    return true;
  }

  private measure(atMs: number): void {
    const sinceMs = atMs - (this.lastMs ?? atMs);
    this.lastMs = atMs;
    this.sourceMs = this.sourceMs === undefined ? sinceMs : this.sourceMs + SMOOTHING * (sinceMs - this.sourceMs);
  }
}
