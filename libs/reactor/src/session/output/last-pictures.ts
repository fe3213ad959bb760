import type { I420Picture } from '../../media/index.js';
import type { LeasedBundle } from './leased-bundle.js';

/**
 * The newest picture of each output, for viewers who join while the model makes none. It is leased, not copied: a track
 * keeps one of the worker's buffers until its next picture.
 */
export class LastPictures {
  private readonly kept = new Map<string, { readonly picture: I420Picture; readonly release: () => void }>();

  get(track: string): I420Picture | undefined {
    return this.kept.get(track)?.picture;
  }

  keep(frame: LeasedBundle): void {
    for (const [track, picture] of Object.entries(frame.bundle.video)) {
      const before = this.kept.get(track);
      this.kept.set(track, { picture, release: frame.lease() });
      before?.release();
    }
  }

  clear(): void {
    for (const { release } of this.kept.values()) release();
    this.kept.clear();
  }
}
