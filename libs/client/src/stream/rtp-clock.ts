/** Places RTP timestamps, which begin anew after 2^32, on a line of microseconds. */
export class RtpClock {
  private last: { readonly raw: number; readonly ticks: number } | undefined;

  /** @param ticksAMs of the track: 90 for pictures, 48 for sound */
  constructor(private readonly ticksAMs: number) {}

  /** @returns microseconds, whole */
  place(rtpTimestamp: number): number {
    const ticks = this.last === undefined ? rtpTimestamp : this.last.ticks + ((rtpTimestamp - this.last.raw) | 0);
    this.last = { raw: rtpTimestamp, ticks };
    return Math.round((ticks * 1_000) / this.ticksAMs);
  }
}
