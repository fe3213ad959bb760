/** How far ahead of its time sound is scheduled at first, in seconds: packets do not come evenly. */
const LEAD = 0.06;

/** Sound that is so far ahead is left out, so that it does not lag behind the picture, in seconds. */
const MAX_AHEAD = 0.25;

/** When each block of sound is to be played, so that they follow each other without a gap. */
export class SoundSchedule {
  private next = -Infinity;

  /**
   * @param now of the clock that plays, in seconds
   * @returns the time of its first sample; undefined: leave it out
   */
  place(duration: number, now: number): number | undefined {
    // A gap, or the beginning: there is time again for what comes late.
    if (this.next < now) this.next = now + LEAD;
    if (this.next - now > MAX_AHEAD) return undefined;
    const at = this.next;
    this.next += duration;
    return at;
  }
}
