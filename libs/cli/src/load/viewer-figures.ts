/** What came to a viewer in one second. */
export interface ViewerSecond {
  readonly frames: number;
  readonly bytes: number;
  /** The longest latency of a frame; undefined where none is known. */
  readonly slowestMs: number | undefined;
}

/** What a viewer has measured. Times are milliseconds. */
export interface ViewerFigures {
  /** Behind a relay. */
  readonly relayed: boolean;
  /** From the start of its join; undefined: no frame came. */
  readonly firstFrameMs: number | undefined;
  /** Why it is not watching; undefined: it is, or left by itself. */
  readonly failure: string | undefined;
  /** It watched for this long while it was measured. */
  readonly watchedMs: number;
  readonly frames: number;
  readonly bytes: number;
  /** Frames that a decoder could not have shown: something before them was lost for good. */
  readonly broken: number;
  readonly freezes: number;
  readonly frozenMs: number;
  /** 0 to 1 of each report on packets, about one a second. */
  readonly losses: readonly number[];
  /** From capture to the last packet of each frame, where the server's sender reports tell when it was captured. */
  readonly latencies: readonly number[];
  /** Each second since the measurement began; undefined where it was not there yet or nothing came. */
  readonly seconds: readonly (ViewerSecond | undefined)[];
}

/** A frame as it arrived. */
export interface TimedFrame {
  /** When it was complete. */
  readonly atMs: number;
  readonly bytes: number;
  readonly contiguous: boolean;
  readonly latencyMs: number | undefined;
}

/** A gap is a freeze from this on, beyond the usual distance of frames: as libwebrtc counts them. */
const FREEZE_MS = 150;
/** Distances that the usual one is the mean of. */
const RECENT = 30;

/** Counts what arrives at one viewer between `start` and `stop`; its first frame from the beginning. */
export class ViewerCounter {
  private firstFrameMs: number | undefined;
  private startedMs: number | undefined;
  private lastMs: number | undefined;
  private gaps: number[] = [];
  private frames = 0;
  private bytes = 0;
  private broken = 0;
  private freezes = 0;
  private frozenMs = 0;
  private readonly losses: number[] = [];
  private readonly latencies: number[] = [];
  private readonly seconds: (ViewerSecond | undefined)[] = [];
  private measuredFromMs = 0;

  constructor(
    private readonly relayed: boolean,
    private readonly joinedMs: number,
  ) {}

  get hasFrames(): boolean {
    return this.firstFrameMs !== undefined;
  }

  /**
   * Begins to measure.
   * @param fromMs when the measurement began, for a viewer that joins later
   */
  start(nowMs: number, fromMs = nowMs): void {
    this.startedMs ??= nowMs;
    this.measuredFromMs = fromMs;
  }

  frame({ atMs, bytes, contiguous, latencyMs }: TimedFrame): void {
    this.firstFrameMs ??= atMs - this.joinedMs;
    const gap = this.lastMs === undefined ? undefined : atMs - this.lastMs;
    this.lastMs = atMs;
    if (this.startedMs !== undefined) {
      this.frames++;
      this.bytes += bytes;
      if (!contiguous) this.broken++;
      if (latencyMs !== undefined) this.latencies.push(latencyMs);
      this.countSecond(atMs, bytes, latencyMs);
      if (gap !== undefined) this.freezeOf(gap);
    }
    if (gap !== undefined) this.gaps = [...this.gaps.slice(1 - RECENT), gap];
  }

  loss(share: number): void {
    if (this.startedMs !== undefined) this.losses.push(share);
  }

  /** @param failure why it does not watch */
  stop(nowMs: number, failure?: string): ViewerFigures {
    if (this.startedMs !== undefined && this.lastMs !== undefined && failure === undefined) {
      this.freezeOf(nowMs - this.lastMs);
    }
    const { relayed, firstFrameMs, frames, bytes, broken, freezes, frozenMs, losses, latencies, seconds } = this;
    const watchedMs = this.startedMs === undefined ? 0 : nowMs - this.startedMs;
    return {
      relayed,
      firstFrameMs,
      failure,
      watchedMs,
      frames,
      bytes,
      broken,
      freezes,
      frozenMs,
      losses,
      latencies,
      seconds,
    };
  }

  private countSecond(atMs: number, bytes: number, latencyMs: number | undefined): void {
    const second = Math.floor((atMs - this.measuredFromMs) / 1_000);
    const { frames = 0, bytes: before = 0, slowestMs } = this.seconds[second] ?? {};
    const slowest = Math.max(slowestMs ?? -Infinity, latencyMs ?? -Infinity);
    this.seconds[second] = {
      frames: frames + 1,
      bytes: before + bytes,
      slowestMs: slowest === -Infinity ? undefined : slowest,
    };
  }

  private freezeOf(gap: number): void {
    const usual = this.gaps.reduce((sum, each) => sum + each, 0) / this.gaps.length;
    if (this.gaps.length === 0 || gap < Math.max(3 * usual, usual + FREEZE_MS)) return;
    this.freezes++;
    this.frozenMs += gap - usual;
  }
}
