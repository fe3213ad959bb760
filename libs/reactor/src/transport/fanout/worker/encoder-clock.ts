import type { PictureTimes, ShownPicture } from './picture-times.js';
import { rtpDistance } from './rtp-distance.js';

/** Ticks of video's RTP clock in a millisecond (RFC 7741, 4.1). */
const TICKS_A_MS = 90;

/** Most that an encoder's capture time may differ from the time that its picture was noted, in milliseconds. */
const TOLERANCE_MS = 12;

/**
 * Finds out which picture an encoded frame is of. The RTP timestamps of an encoder count from a random start, in the
 * capture time of libwebrtc; the distance to the shared clock is taken from the first frame, and corrected by the
 * encoder's sender reports.
 */
export class EncoderClock {
  private offsetMs: number | undefined;
  private last: { readonly raw: number; readonly unwrapped: number } | undefined;

  constructor(private readonly pictures: PictureTimes) {}

  /** @returns the picture of a frame with this timestamp; where none is known, the time alone */
  pictureOf(rtpTimestamp: number, nowMs: number): ShownPicture {
    const mediaMs = this.unwrap(rtpTimestamp) / TICKS_A_MS;
    this.offsetMs ??= (this.pictures.newest?.atMs ?? nowMs) - mediaMs;
    const expected = mediaMs + this.offsetMs;
    const shown = this.pictures.nearest(expected, TOLERANCE_MS);
    if (shown === undefined) return { atMs: expected, frame: undefined };
    // The clocks drift apart by some milliseconds an hour.
    this.offsetMs += (shown.atMs - expected) / 16;
    return shown;
  }

  /** A sender report: at a time of the shared clock the RTP clock was at a timestamp. */
  correct(rtpTimestamp: number, atMs: number): void {
    if (this.last === undefined || this.offsetMs === undefined) return;
    const media = this.last.unwrapped + rtpDistance(this.last.raw, rtpTimestamp);
    const reported = atMs - media / TICKS_A_MS;
    if (Math.abs(reported - this.offsetMs) > TOLERANCE_MS) this.offsetMs = reported;
  }

  private unwrap(raw: number): number {
    const unwrapped = this.last === undefined ? raw : this.last.unwrapped + rtpDistance(this.last.raw, raw);
    this.last = { raw, unwrapped };
    return unwrapped;
  }
}
