import type { ExitName } from '../errors/index.js';

/** The first frame that is not as it was, and the tracks in which. */
export interface Difference {
  readonly frame: number;
  readonly tracks: readonly string[];
}

/** Compares the frames of a run with those of an earlier one, as far as the earlier one says something of them. */
export class FrameComparison {
  #compared = 0;
  #different: Difference | undefined;

  /** Frames that could be compared. */
  get compared(): number {
    return this.#compared;
  }

  get different(): Difference | undefined {
    return this.#different;
  }

  get exit(): ExitName {
    return this.#different === undefined ? 'ok' : 'different';
  }

  /**
   * Passes the frames on, and looks at each.
   * @param tracksOf names of the tracks that differ; undefined: the earlier run says nothing of this frame
   */
  async *watch<T extends { readonly frame: number }>(
    frames: AsyncIterable<T>,
    tracksOf: (frame: T) => readonly string[] | undefined,
  ): AsyncGenerator<T, void, void> {
    for await (const made of frames) {
      const tracks = tracksOf(made);
      if (tracks !== undefined) this.#compared++;
      if (tracks !== undefined && tracks.length > 0) this.#different ??= { frame: made.frame, tracks };
      yield made;
    }
  }
}
