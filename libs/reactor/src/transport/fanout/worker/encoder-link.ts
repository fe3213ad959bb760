import type { Fanout, FanoutEvent, PeerId, ReceivedFrame } from '@nestjs-reactor/fanout';
import { EncoderClock } from './encoder-clock.js';
import type { PictureTimes } from './picture-times.js';
import { sharedMsOf } from './wall-clock.js';
import type { FannedFrame, RungFan } from './rung-fan.js';
import { SoundClock } from './sound-clock.js';

/**
 * Bitrate that the encoder is told that the link to us carries, in bits a second. It is far above what it may spend, so
 * that its pacer lets a whole frame out at once.
 */
const LINK_BPS = 100_000_000;

/** libwebrtc forgets a bitrate that is not repeated. */
const REPEAT_MS = 500;

/** Ticks of video's RTP clock in a millisecond (RFC 7741, 4.1). */
const TICKS_A_MS = 90;

/** Our end of the connection to an encoder of libwebrtc in this process: its frames, whole. */
export class EncoderLink {
  private readonly pictureClock: EncoderClock;
  private readonly soundClock = new SoundClock();
  private readonly repeating: NodeJS.Timeout;
  private mid: string | undefined;
  /** Wanted before the encoder could be asked. */
  private keyframeWanted = false;

  /** @param now the clock of `sharedNowMs` */
  constructor(
    private readonly fanout: Fanout,
    readonly peer: PeerId,
    private readonly fan: RungFan,
    pictures: PictureTimes,
    private readonly now: () => number,
  ) {
    this.pictureClock = new EncoderClock(pictures);
    this.repeating = setInterval(() => this.allowBitrate(), REPEAT_MS);
    fan.reset();
  }

  handle(event: FanoutEvent): void {
    if (event.type === 'media') this.mid = event.mid;
    else if (event.type === 'connected') this.connected();
    else if (event.type === 'frame') this.push(event);
  }

  /** @returns it was asked; else it will be when it is connected */
  requestKeyframe(): boolean {
    const asked = this.mid !== undefined && this.fanout.requestKeyframe(this.peer, this.mid);
    this.keyframeWanted = !asked;
    return asked;
  }

  close(): void {
    clearInterval(this.repeating);
    this.fanout.closePeer(this.peer);
    this.fan.reset();
  }

  private connected(): void {
    this.allowBitrate();
    if (this.keyframeWanted) this.requestKeyframe();
  }

  private push(event: ReceivedFrame): void {
    this.mid = event.mid;
    this.fan.push(event.codec === 'opus' ? this.soundOf(event) : this.pictureOf(event));
  }

  private soundOf({ rtpTimestamp, data }: ReceivedFrame): FannedFrame {
    return { keyframe: true, ...this.soundClock.place(rtpTimestamp, this.now()), data };
  }

  private pictureOf({ rtpTimestamp, keyframe, senderReport, data }: ReceivedFrame): FannedFrame {
    if (senderReport !== undefined) {
      this.pictureClock.correct(senderReport.rtpTimestamp, sharedMsOf(senderReport.ntpMs));
    }
    const atMs = this.pictureClock.timeOf(rtpTimestamp, this.now());
    return { keyframe, timestamp: Math.round(atMs * TICKS_A_MS), atMs, data };
  }

  private allowBitrate(): void {
    if (this.mid !== undefined) this.fanout.requestBitrate(this.peer, this.mid, LINK_BPS);
  }
}
