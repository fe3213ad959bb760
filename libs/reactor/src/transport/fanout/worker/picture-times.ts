/** How many pictures back an encoder may be. */
const KEPT = 90;

/** A picture that was given to the encoders. */
export interface ShownPicture {
  /** On the shared clock, in milliseconds. */
  readonly atMs: number;
  /** Number of its bundle; undefined for one that is shown again. */
  readonly frame: number | undefined;
}

/** The newest pictures of one track that were given to its encoders. */
export class PictureTimes {
  private readonly pictures: ShownPicture[] = [];

  note(picture: ShownPicture): void {
    this.pictures.push(picture);
    if (this.pictures.length > KEPT) this.pictures.shift();
  }

  get newest(): ShownPicture | undefined {
    return this.pictures.at(-1);
  }

  /** @returns the picture that was shown nearest to a time, where any was within `withinMs` */
  nearest(atMs: number, withinMs: number): ShownPicture | undefined {
    let best: ShownPicture | undefined;
    for (const picture of this.pictures) {
      if (best === undefined || Math.abs(picture.atMs - atMs) < Math.abs(best.atMs - atMs)) best = picture;
    }
    return best !== undefined && Math.abs(best.atMs - atMs) <= withinMs ? best : undefined;
  }
}
