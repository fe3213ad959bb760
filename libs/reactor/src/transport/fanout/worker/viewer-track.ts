import type { ViewerDropCause } from '../../../session/ports/index.js';
import type { FannedFrame, RungFan, RungMember } from './rung-fan.js';

/** What a viewer's track is sent with. */
export interface ViewerTrackLink {
  /** @param timestamp RTP timestamp for this viewer, not wrapped. @returns false where the client takes none yet */
  send(frame: FannedFrame, timestamp: number): boolean;
  /** How long the oldest of what is queued for the client has waited, in milliseconds. */
  queuedMs(): number;
  /** A frame of the viewer's rung was not sent. */
  dropped(cause: ViewerDropCause): void;
}

/** Frames that wait longer are followed by none until the link has caught up, in milliseconds. */
const QUEUE_LIMIT_MS = 250;

/** When nothing waits longer, the viewer gets a keyframe and goes on. */
const QUEUE_RESUMED_MS = 40;

/** One output for one viewer: which rung its frames come from, and what each is sent as. */
export class ViewerTrack implements RungMember {
  readonly size = 1;
  /** Frames come from here. */
  private current: RungFan | undefined;
  /** Frames come from here from its next keyframe on. */
  private next: RungFan | undefined;
  private needsKeyframe = true;
  private behind = false;
  private lastTimestamp = -Infinity;

  constructor(private readonly link: ViewerTrackLink) {}

  /** The rung that the viewer is on, or moves to. */
  get rung(): RungFan | undefined {
    return this.next ?? this.current;
  }

  /** The rung that frames come from now. */
  get source(): RungFan | undefined {
    return this.current;
  }

  /** Starts, or moves to another rung: the one before goes on until the other one has a keyframe. */
  moveTo(rung: RungFan): void {
    if (rung === this.rung) return;
    this.next?.leave(this);
    this.next = undefined;
    if (rung === this.current) return;
    this.next = rung;
    rung.join(this);
  }

  /** Nothing is sent any more. */
  stop(): void {
    this.next?.leave(this);
    this.current?.leave(this);
    this.next = this.current = undefined;
    this.needsKeyframe = true;
    this.behind = false;
  }

  /** The client has lost pictures. */
  requestKeyframe(): void {
    this.rung?.requestKeyframe();
  }

  /** The next frame of another encoder is a keyframe. */
  reset(): void {}

  /** @returns the frame was sent */
  take(from: RungFan, frame: FannedFrame): boolean {
    if (from === this.next) {
      if (!frame.keyframe) return false;
      this.current?.leave(this);
      this.current = from;
      this.next = undefined;
      this.needsKeyframe = true;
    } else if (from !== this.current) {
      return false;
    }
    if (this.isBehind()) {
      this.needsKeyframe = true;
      this.link.dropped('link_behind');
      return false;
    }
    if (this.needsKeyframe && !frame.keyframe) {
      from.requestKeyframe();
      this.link.dropped('awaiting_keyframe');
      return false;
    }
    // Two rungs may both have the same picture, and a receiver takes two frames of one timestamp for one.
    const timestamp = Math.max(frame.timestamp, this.lastTimestamp + 1);
    if (!this.link.send(frame, timestamp)) {
      this.needsKeyframe = true;
      this.link.dropped('not_taken');
      return false;
    }
    this.needsKeyframe = false;
    this.lastTimestamp = timestamp;
    return true;
  }

  /** Newest frame wins: what cannot be sent in time is left out, and a keyframe follows. */
  private isBehind(): boolean {
    const queuedMs = this.link.queuedMs();
    this.behind = this.behind ? queuedMs > QUEUE_RESUMED_MS : queuedMs > QUEUE_LIMIT_MS;
    return this.behind;
  }
}
