import type { Rung } from '../../webrtc/ladder.js';
import type { RungName } from './messages.js';
import { SpentBits } from './spent-bits.js';

/** Most frequent keyframe requests of one rung, in milliseconds: a keyframe costs ten times what another frame does. */
const KEYFRAME_EVERY_MS = 250;

/** How long an encoder goes on without a viewer, in milliseconds: who leaves often comes back at once. */
const LINGER_MS = 2_000;

/** How long an encoder runs for a viewer who is expected, in milliseconds. */
const PREPARED_MS = 10_000;

/**
 * Frames that are kept after a keyframe, at most: as many as come before another one may be asked for, at 30 frames a second.
 */
const MAX_RECENT = 9;

/** One encoded frame of a rung. */
export interface FannedFrame {
  /** Decoding can begin with it; always so for sound. */
  readonly keyframe: boolean;
  /** In ticks of the RTP clock, not wrapped, the same on all rungs of a track. */
  readonly timestamp: number;
  /** When that was, on the clock of `sharedNowMs`. */
  readonly atMs: number;
  /** Of sound: how loud it is, in -dBov. Clients show by it who is heard. */
  readonly audioLevel?: number | undefined;
  readonly data: Uint8Array;
}

/** Who is sent a rung's frames: a viewer, or all of them in another thread. */
export interface RungMember {
  /** Viewers. */
  readonly size: number;
  /** @returns the frame was sent */
  take(from: RungFan, frame: FannedFrame): boolean;
  /** The encoder has started, or ended. */
  reset(): void;
}

/** What a rung asks for. */
export interface RungFanEvents {
  /** Somebody needs it. */
  wanted(): void;
  /** Nobody has needed it for a while. */
  idle(): void;
  /** Asks the encoder for a keyframe; false where it cannot be asked yet. */
  requestKeyframe(): boolean;
  /** Its newest frame is not a keyframe, and no other may come: the model may be quiet. */
  repeatPicture(): void;
}

/** One rung of a track: the frames of its encoder, sent to the viewers on it and to those who move to it. */
export class RungFan {
  /** Bitrate of its encoder; undefined before one was decided on. */
  kbps: number | undefined;
  /** Viewers on it in other threads than this and those that are members. */
  elsewhere = 0;
  private readonly members = new Set<RungMember>();
  private readonly spent = new SpentBits();
  private wanted = false;
  private lingering: NodeJS.Timeout | undefined;
  private keyframeTimer: NodeJS.Timeout | undefined;
  private keyframeAtMs = -Infinity;
  /** The last keyframe and the few frames after it: a viewer who joins soon after, or while the model is quiet, gets them. */
  private recent: FannedFrame[] | undefined;

  constructor(
    readonly name: RungName,
    readonly rung: Rung,
    private readonly events: RungFanEvents,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Viewers on it. */
  get size(): number {
    return [...this.members].reduce((sum, { size }) => sum + size, this.elsewhere);
  }

  /** What its encoder spends; undefined in the first moments. */
  get spentKbps(): number | undefined {
    return this.spent.kbps(this.now());
  }

  /** A viewer is about to join: the encoder starts while he connects. */
  prepare(): void {
    if (this.members.size > 0) return;
    this.want();
    this.lingering = setTimeout(() => this.release(), PREPARED_MS);
  }

  /** Its frames are wanted from now on, beginning with a keyframe. */
  join(member: RungMember): void {
    this.members.add(member);
    this.want();
    const [first, ...others] = this.recent ?? [];
    if (first === undefined || !member.take(this, first)) this.requestKeyframe();
    else for (const frame of others) member.take(this, frame);
  }

  leave(member: RungMember): void {
    if (!this.members.delete(member) || this.members.size > 0 || !this.wanted) return;
    clearTimeout(this.lingering);
    this.lingering = setTimeout(() => this.release(), LINGER_MS);
  }

  /** A frame of the encoder. @returns it was sent to one viewer at least */
  push(frame: FannedFrame): boolean {
    this.spent.add(frame.data.length, this.now());
    if (frame.keyframe) {
      this.recent = [frame];
      this.keyframeAtMs = this.now();
    } else if (this.recent !== undefined && this.recent.push(frame) > MAX_RECENT) {
      this.recent = undefined;
    }
    let sent = false;
    for (const member of this.members) sent = member.take(this, frame) || sent;
    return sent;
  }

  /** Asks for a keyframe, at most once in a while for everybody. */
  requestKeyframe(): void {
    if (this.keyframeTimer !== undefined) return;
    const wait = this.keyframeAtMs + KEYFRAME_EVERY_MS - this.now();
    if (wait <= 0) this.askEncoder();
    else this.keyframeTimer = setTimeout(() => this.askEncoder(), wait);
  }

  /** The encoder has started, or ended. It starts with a keyframe. */
  reset(): void {
    this.spent.clear();
    this.recent = undefined;
    this.keyframeAtMs = -Infinity;
    for (const member of this.members) member.reset();
  }

  close(): void {
    clearTimeout(this.lingering);
    clearTimeout(this.keyframeTimer);
    this.keyframeTimer = undefined;
    this.recent = undefined;
    this.wanted = false;
    this.members.clear();
  }

  private want(): void {
    clearTimeout(this.lingering);
    this.lingering = undefined;
    if (this.wanted) return;
    this.wanted = true;
    this.events.wanted();
  }

  private askEncoder(): void {
    this.keyframeTimer = undefined;
    if (!this.events.requestKeyframe()) return;
    this.keyframeAtMs = this.now();
    this.events.repeatPicture();
  }

  private release(): void {
    this.lingering = undefined;
    if (this.members.size > 0) return;
    this.wanted = false;
    this.recent = undefined;
    this.events.idle();
  }
}
