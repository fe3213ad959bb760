/** Ticks from one RTP timestamp of 32 bits to another, which may have wrapped: -2^31 to 2^31 - 1. */
export function rtpDistance(from: number, to: number): number {
  return ((to - from + 0x8000_0000) >>> 0) - 0x8000_0000;
}
