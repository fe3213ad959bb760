import type { Fanout, FanoutEvent, PeerId, ReceivedFrame } from '@nestjs-reactor/fanout';

/** Frames that are kept for a decoder that is still being opened; a keyframe starts anew. */
const MAX_WAITING = 60;

/** Where a client's frames come from. */
export interface DecoderSource {
  /** The first frame has arrived: somebody is to decode it. */
  wanted(): void;
  /** The decoder has lost pictures, or joined in the middle. */
  requestKeyframe(): void;
}

/** Our end of the connection to a decoder of libwebrtc in this process: what one client sends on one section. */
export class DecoderLink {
  /** In the engine, once the decoder has offered. */
  peer: PeerId | undefined;
  private mid: string | undefined;
  private asked = false;
  private open = false;
  private waiting: ReceivedFrame[] = [];
  private needsKeyframe = true;

  constructor(
    private readonly fanout: Fanout,
    private readonly source: DecoderSource,
  ) {}

  /** The decoder has offered to receive. */
  attach(peer: PeerId): void {
    this.peer = peer;
  }

  handle(event: FanoutEvent): void {
    if (event.type === 'media') this.mid = event.mid;
    else if (event.type === 'keyframeRequest') this.source.requestKeyframe();
    else if (event.type === 'connected') this.flush();
  }

  push(frame: ReceivedFrame): void {
    if (this.open) {
      this.forward(frame);
      return;
    }
    if (!this.asked) {
      this.asked = true;
      this.source.wanted();
    }
    if (frame.keyframe && frame.codec !== 'opus') this.waiting = [];
    this.waiting.push(frame);
    if (this.waiting.length > MAX_WAITING) this.waiting.shift();
  }

  close(): void {
    if (this.peer !== undefined) this.fanout.closePeer(this.peer);
    this.peer = undefined;
    this.open = false;
    this.waiting = [];
  }

  private flush(): void {
    this.open = true;
    for (const frame of this.waiting.splice(0)) this.forward(frame);
  }

  private forward(frame: ReceivedFrame): void {
    if (this.peer === undefined || this.mid === undefined) return;
    const isPicture = frame.codec !== 'opus';
    if (isPicture && !frame.contiguous && !frame.keyframe) this.needsKeyframe = true;
    if (isPicture && this.needsKeyframe && !frame.keyframe) {
      this.source.requestKeyframe();
      return;
    }
    this.needsKeyframe = false;
    this.fanout.setFrame(frame.data);
    this.fanout.sendFrame(this.peer, this.mid, {
      codec: frame.codec,
      rtpTimestamp: frame.rtpTimestamp,
      capturedAtMs: frame.arrivedAtMs,
    });
  }
}
