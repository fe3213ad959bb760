import { FrameRate } from '../../../media/index.js';
import type { ViewerDropCause } from '../../../session/ports/index.js';

/** Counts of one output for one viewer. */
export class OutputCounts {
  framesSent = 0;
  keyframeRequests = 0;
  readonly framesDropped: Record<ViewerDropCause, number> = { link_behind: 0, awaiting_keyframe: 0, not_taken: 0 };
  private readonly rate = new FrameRate();

  constructor(private readonly now: () => number = () => performance.now()) {}

  sent(): void {
    this.framesSent++;
    this.rate.note(this.now());
  }

  dropped(cause: ViewerDropCause): void {
    this.framesDropped[cause]++;
  }

  /** Its rate is measured anew. */
  paused(): void {
    this.rate.reset();
  }

  get framesPerSecond(): number | undefined {
    return this.rate.perSecond(this.now());
  }
}
