import type { Rung } from './ladder.js';

/**
 * How long the first estimates of a link are not believed, in milliseconds: the handshake and the first keyframe look like a
 * thin link on a busy machine. The encoder follows them meanwhile.
 */
const SETTLING_MS = 3_000;

/** How long a link must be too thin for a rung before its viewer moves down, in milliseconds. */
const DOWN_AFTER_MS = 600;

/** Below this share of what the rung needs, the viewer moves down at once. */
const COLLAPSED = 0.6;

/** How much more than the better rung's least a link must carry before its viewer moves up. */
const UP_MARGIN = 1.1;

/** How long it must carry that, in milliseconds; doubled after each move up that did not last. */
const UP_AFTER_MS = 1_500;
const UP_AFTER_MAX_MS = 30_000;

/**
 * Share of a link's estimate that the encoder may use: the rest is for headers, retransmissions and keyframes. Measured: at
 * 0.95 a queue builds up on a link of 1500 kbps, at 0.85 it does not.
 */
const USABLE = 0.85;

/** How much more than what is needed the estimator looks for: it ends a little below what it looks for. */
const PROBED = 1.1;

/** How much more than it spends now an easy picture may need at once. */
const CONTENT_MARGIN = 1.3;

/** A move up that ends earlier has failed, in milliseconds. */
const FAILED_WITHIN_MS = 10_000;

/**
 * Decides on which rung a viewer is, from what its link carries. It moves down fast, and up only after the link has
 * carried more for a while: longer each time that a move up failed.
 */
export class RungSelector {
  private at: number;
  private thinSinceMs: number | undefined;
  private wideSinceMs: number | undefined;
  private upAfterMs = UP_AFTER_MS;
  private movedUpMs = -Infinity;
  private settledMs: number | undefined;
  private spentKbps: number | undefined;

  /** @param startKbps what the link is taken to carry before it is measured */
  constructor(
    private readonly rungs: readonly Rung[],
    startKbps: number,
  ) {
    const fitting = rungs.findIndex(({ minKbps }) => startKbps >= minKbps);
    this.at = fitting < 0 ? rungs.length - 1 : fitting;
  }

  /** Index of the rung; 0 is the best. */
  get rung(): number {
    return this.at;
  }

  /** What the estimator should try to find on the link: enough to move up, or for all that the rung may use. */
  get wantedKbps(): number {
    return wantedOf(this.rungs, this.at);
  }

  /**
   * @param kbps that the link carries for this track
   * @param alone no other viewer is on the same rung: its encoder may follow this link below the rung's least
   * @param spentKbps that the rung's encoder spends now; undefined where that is not known yet
   * @returns index of the rung from now on
   */
  update(kbps: number, alone: boolean, nowMs: number, spentKbps?: number): number {
    this.spentKbps = spentKbps;
    this.settledMs ??= nowMs + SETTLING_MS;
    if (nowMs < this.settledMs) return this.at;
    if (this.isTooThin(kbps, alone, nowMs)) this.moveDown(kbps, nowMs);
    else if (this.isWideEnough(kbps, nowMs)) this.moveUp(nowMs);
    return this.at;
  }

  /** What a link must carry for a rung. */
  private leastOf(rung: number, alone: boolean): number {
    const { minKbps } = this.rungs[rung]!;
    const below = this.rungs[rung + 1];
    if (below === undefined) return 0;
    // A sharper picture is to be had on the next rung as soon as this one has no more bits than that.
    const least = alone ? Math.min(minKbps, below.maxKbps) : minKbps;
    return Math.min(least, this.contentOf(rung));
  }

  /**
   * What a picture that is easy to encode needs on a rung, from what it needs on this one. A link that carries little
   * because little is sent is not known to be thin.
   */
  private contentOf(rung: number): number {
    if (this.spentKbps === undefined) return Infinity;
    return (CONTENT_MARGIN * this.spentKbps * this.rungs[rung]!.maxKbps) / this.rungs[this.at]!.maxKbps;
  }

  private isTooThin(kbps: number, alone: boolean, nowMs: number): boolean {
    const least = this.leastOf(this.at, alone);
    if (kbps >= least) {
      this.thinSinceMs = undefined;
      return false;
    }
    this.thinSinceMs ??= nowMs;
    return kbps < least * COLLAPSED || nowMs - this.thinSinceMs >= DOWN_AFTER_MS;
  }

  private isWideEnough(kbps: number, nowMs: number): boolean {
    if (this.at === 0 || kbps < this.leastOf(this.at - 1, false) * UP_MARGIN) {
      this.wideSinceMs = undefined;
      return false;
    }
    this.wideSinceMs ??= nowMs;
    return nowMs - this.wideSinceMs >= this.upAfterMs;
  }

  private moveDown(kbps: number, nowMs: number): void {
    const failed = nowMs - this.movedUpMs < FAILED_WITHIN_MS;
    this.upAfterMs = failed ? Math.min(UP_AFTER_MAX_MS, this.upAfterMs * 2) : UP_AFTER_MS;
    while (this.at < this.rungs.length - 1 && kbps < this.leastOf(this.at, false)) this.at++;
    this.thinSinceMs = this.wideSinceMs = undefined;
  }

  private moveUp(nowMs: number): void {
    this.at--;
    this.movedUpMs = nowMs;
    this.thinSinceMs = this.wideSinceMs = undefined;
  }
}

function wantedOf(rungs: readonly Rung[], at: number): number {
  const above = rungs[at - 1];
  const needed = above === undefined ? rungs[at]!.maxKbps / USABLE : above.minKbps * UP_MARGIN;
  return needed * PROBED;
}

/**
 * Bitrate of a rung's encoder: what the thinnest of its links carries, within the rung. A link that carries less than the rung's
 * least does not count: its viewer is about to move down, and the others keep what they have. One viewer alone is followed below the
 * rung's least; and up to what the better rung needs, because an estimator finds little more than what is sent.
 *
 * @param links what each link carries for the track, in kilobits a second
 * @param aloneKbps least bitrate where there is one link, however thin it seems
 */
export function rungKbps(rungs: readonly Rung[], at: number, links: readonly number[], aloneKbps: number): number {
  const { minKbps, maxKbps } = rungs[at]!;
  const alone = links.length === 1;
  const staying = links.filter((kbps) => kbps >= minKbps);
  const thinnest = Math.min(...(staying.length > 0 ? staying : links)) * USABLE;
  const least = alone ? Math.min(minKbps, aloneKbps) : minKbps;
  const most = alone && at > 0 ? Math.max(maxKbps, wantedOf(rungs, at)) : maxKbps;
  return Math.round(Math.min(most, Math.max(least, thinnest)));
}
