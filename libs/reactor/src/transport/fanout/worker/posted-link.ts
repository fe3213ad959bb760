import type { SentFrame } from '../../../session/ports/index.js';
import type { EncodedFrame } from './messages.js';
import type { RungFan } from './rung-fan.js';

/** Ticks of video's RTP clock in a millisecond (RFC 6184, 8.2.1). */
const TICKS_A_MS = 90;

/** Our end of an encoder that is no peer of this thread's: its frames are posted, each with the time of its picture. */
export class PostedLink {
  /** None in the engine. */
  readonly peer = undefined;

  /**
   * @param keyframeWanted asks the encoder
   * @param now the clock of `sharedNowMs`
   * @param sent a frame of the model was sent to one viewer at least
   */
  constructor(
    private readonly fan: RungFan,
    private readonly keyframeWanted: () => void,
    private readonly now: () => number,
    private readonly sent: (frame: Omit<SentFrame, 'track'>) => void,
  ) {
    fan.reset();
  }

  push({ keyframe, atMs, frame, encodedMs, data }: EncodedFrame): void {
    const timestamp = Math.round(atMs * TICKS_A_MS);
    const sent = this.fan.push({ keyframe, timestamp, atMs, data });
    if (!sent || frame === undefined) return;
    this.sent({ frame, rtpTimestamp: timestamp % 2 ** 32, encodedMs, sentMs: this.now() });
  }

  requestKeyframe(): boolean {
    this.keyframeWanted();
    return true;
  }

  close(): void {
    this.fan.reset();
  }
}
