import type { RungName } from './messages.js';
import type { NeighbourMessage } from './neighbour-messages.js';
import type { FannedFrame, RungFan, RungMember } from './rung-fan.js';

/** The viewers on a rung in another thread: each frame is copied to it once. */
export class RungRelay implements RungMember {
  /** What their links carry; undefined before that thread has said. */
  links: readonly number[] | undefined;

  constructor(
    private readonly name: RungName,
    private readonly post: (message: NeighbourMessage, moved?: ArrayBuffer) => void,
  ) {}

  get size(): number {
    return this.links?.length ?? 1;
  }

  take(_from: RungFan, frame: FannedFrame): boolean {
    // A view is posted with all that is behind it, which is many packets and frames.
    const data = Uint8Array.from(frame.data);
    this.post({ type: 'frame', rung: this.name, frame: { ...frame, data } }, data.buffer);
    return true;
  }

  reset(): void {
    this.post({ type: 'reset', rung: this.name });
  }
}
