/** How many pictures back an encoder may be. */
const KEPT = 90;

/** When the pictures of one track were given to its encoders, on the shared clock in milliseconds. */
export class PictureTimes {
  private readonly times: number[] = [];

  note(atMs: number): void {
    this.times.push(atMs);
    if (this.times.length > KEPT) this.times.shift();
  }

  get newest(): number | undefined {
    return this.times.at(-1);
  }

  /** @returns the time that is nearest to one, where any is within `withinMs` */
  nearest(atMs: number, withinMs: number): number | undefined {
    let best: number | undefined;
    for (const time of this.times) {
      if (best === undefined || Math.abs(time - atMs) < Math.abs(best - atMs)) best = time;
    }
    return best !== undefined && Math.abs(best - atMs) <= withinMs ? best : undefined;
  }
}
