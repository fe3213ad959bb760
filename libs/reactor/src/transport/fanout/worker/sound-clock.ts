import { rtpDistance } from './rtp-distance.js';

/** Ticks of Opus's RTP clock in a millisecond (RFC 7587, 4.1). */
const TICKS_A_MS = 48;

/** What a packet of libwebrtc's Opus encoder lasts, in milliseconds: it is sent when its last sample was given. */
const PACKET_MS = 20;

/** Places the packets of one sound encoder on the shared clock: its RTP timestamps count from a random start. */
export class SoundClock {
  private last: { readonly raw: number; readonly ticks: number } | undefined;

  /** @returns ticks of the RTP clock, not wrapped, and the time in milliseconds that they stand for */
  place(rtpTimestamp: number, nowMs: number): { readonly timestamp: number; readonly atMs: number } {
    const timestamp =
      this.last === undefined
        ? Math.round((nowMs - PACKET_MS) * TICKS_A_MS)
        : this.last.ticks + rtpDistance(this.last.raw, rtpTimestamp);
    this.last = { raw: rtpTimestamp, ticks: timestamp };
    return { timestamp, atMs: nowMs - PACKET_MS };
  }
}
