import type { RungName } from './messages.js';
import type { FannedFrame } from './rung-fan.js';

/**
 * Between two fan-out threads. The encoders of a session are connected to one thread, its home; another one that has
 * viewers of the session subscribes to the rungs that they are on.
 */
export type NeighbourMessage =
  /** To the home of a rung. */
  | { readonly type: 'subscribe' | 'unsubscribe' | 'keyframe'; readonly rung: RungName }
  /** What the links of the viewers there carry, in kilobits a second; also says again that it is subscribed. */
  | { readonly type: 'links'; readonly rung: RungName; readonly kbps: readonly number[] }
  /** From the home of a rung. */
  | { readonly type: 'frame'; readonly rung: RungName; readonly frame: FannedFrame }
  /** Its encoder has started, or ended. */
  | { readonly type: 'reset'; readonly rung: RungName }
  | {
      readonly type: 'state';
      readonly rung: RungName;
      /** Bitrate of its encoder; undefined before one was decided on. */
      readonly kbps: number | undefined;
      /** Viewers on it in all the other threads. */
      readonly elsewhere: number;
    };
