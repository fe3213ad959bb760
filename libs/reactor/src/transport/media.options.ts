import { ReactorError } from '../errors/index.js';
import { checkLeast, checkLeastWhole, withDefaults } from '../options.js';
import { checkLadder, type Rung } from './fanout/ladder.js';

/** How outputs are encoded and sent. */
export interface MediaOptions {
  /**
   * What viewers are sent by.
   *
   * - `fanout`: an output is encoded once for each rung of the ladder, and sent to every viewer on it. A further viewer
   *   costs about a hundredth of a core.
   * - `wrtc`: libwebrtc encodes for each viewer. It alone can find its address with a STUN server, and relay through TURN.
   * - `auto`: `fanout`, unless `webrtc.iceTransportPolicy` is `relay`, or ICE servers are configured and
   *   `webrtc.announcedAddresses` is empty.
   *
   * @defaultValue 'auto'
   */
  engine: 'auto' | 'fanout' | 'wrtc';
  /**
   * Sizes and bitrates that outputs are encoded at, the best first. A viewer is sent the best that its link carries. Of
   * `fanout` alone.
   * @defaultValue full size up to `webrtc.maxKbps`, half size up to 35% of it, and a quarter up to 12%
   */
  ladder?: readonly Rung[];
  /**
   * How long viewers hold a picture back before they show it, in milliseconds: a longer delay evens out a link on which
   * packets arrive unevenly. With 0 a picture is shown as soon as it has arrived, and stutters on such a link. Of `fanout`
   * alone; clients that do not know the header extension decide themselves.
   * @defaultValue 0
   */
  playoutDelayMs: number;
  /**
   * Threads that viewers are spread over. One sends to some hundred viewers; more of them use more cores. With
   * `webrtc.port` each has the next port: 40000, 40001. Of `fanout` alone.
   * @defaultValue 1
   */
  threads: number;
}

export const DEFAULT_MEDIA_OPTIONS: Readonly<MediaOptions> = { engine: 'auto', playoutDelayMs: 0, threads: 1 };

/** Injection token of the merged options. */
export const MEDIA_OPTIONS = Symbol('MEDIA_OPTIONS');

/** The header extension counts to this, in milliseconds. */
const MAX_PLAYOUT_DELAY_MS = 40_950;

/** Each two of them have a channel, and each has a port on every address. */
const MAX_THREADS = 64;

/** Fills in the defaults. Throws `bad_configuration`. */
export function mergeMediaOptions(options: Partial<MediaOptions> = {}): MediaOptions {
  const merged = withDefaults(DEFAULT_MEDIA_OPTIONS, options);
  if (!['auto', 'fanout', 'wrtc'].includes(merged.engine)) {
    throw new ReactorError(
      'bad_configuration',
      `media.engine must be auto, fanout or wrtc (got ${JSON.stringify(merged.engine)}); correct it or leave it out`,
    );
  }
  checkLeast('media', merged, { playoutDelayMs: 0 });
  if (merged.playoutDelayMs > MAX_PLAYOUT_DELAY_MS) {
    throw new ReactorError(
      'bad_configuration',
      `media.playoutDelayMs may be at most ${MAX_PLAYOUT_DELAY_MS} (got ${merged.playoutDelayMs}); correct it or leave it out`,
    );
  }
  checkLeastWhole('media', merged, { threads: 1 });
  if (merged.threads > MAX_THREADS) {
    throw new ReactorError(
      'bad_configuration',
      `media.threads may be at most ${MAX_THREADS} (got ${merged.threads}); correct it or leave it out`,
    );
  }
  if (merged.ladder !== undefined) checkLadder(merged.ladder);
  return merged;
}
