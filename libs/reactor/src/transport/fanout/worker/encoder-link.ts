import type { Fanout, FanoutEvent, PeerId, ReceivedFrame } from '@nestjs-reactor/fanout';
import type { SentFrame } from '../../../session/ports/index.js';
import { EncoderClock } from './encoder-clock.js';
import type { PictureTimes } from './picture-times.js';
import { sharedMsOf } from './wall-clock.js';
import type { FannedFrame, RungFan } from './rung-fan.js';
import { SoundClock } from './sound-clock.js';

/**
 * Bitrate that we report to the encoder for the link to us (REMB), in bits a second. It is far above what it may spend, so
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

  /**
   * @param now the clock of `sharedNowMs`
   * @param sent a frame of the model was sent to one viewer at least
   */
  constructor(
    private readonly fanout: Fanout,
    readonly peer: PeerId,
    private readonly fan: RungFan,
    pictures: PictureTimes,
    private readonly now: () => number,
    private readonly sent: (frame: Omit<SentFrame, 'track'>) => void,
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
    if (event.codec === 'opus') this.fan.push(this.soundOf(event));
    else this.pushPicture(event);
  }

  private soundOf({ rtpTimestamp, audioLevel, data }: ReceivedFrame): FannedFrame {
    return { keyframe: true, ...this.soundClock.place(rtpTimestamp, this.now()), audioLevel, data };
  }

  private pushPicture({ rtpTimestamp, keyframe, senderReport, data }: ReceivedFrame): void {
    const encodedMs = this.now();
    if (senderReport !== undefined) {
      this.pictureClock.correct(senderReport.rtpTimestamp, sharedMsOf(senderReport.ntpMs));
    }
    const { atMs, frame } = this.pictureClock.pictureOf(rtpTimestamp, encodedMs);
    const timestamp = Math.round(atMs * TICKS_A_MS);
    const sent = this.fan.push({ keyframe, timestamp, atMs, data });
    if (!sent || frame === undefined) return;
    this.sent({ frame, rtpTimestamp: timestamp % 2 ** 32, encodedMs, sentMs: this.now() });
  }

  private allowBitrate(): void {
    if (this.mid !== undefined) this.fanout.requestBitrate(this.peer, this.mid, LINK_BPS);
  }
}
