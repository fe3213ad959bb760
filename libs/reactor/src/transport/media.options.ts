import { ReactorError } from '../errors/index.js';
import { checkLeast, checkLeastWhole, withDefaults } from '../options.js';
import {
  checkLadder,
  DEGRADATION_PREFERENCES,
  type DegradationPreference,
  isFramerate,
  type Rung,
} from './webrtc/ladder.js';
import type { VideoEncoder } from './fanout/h264/choose-h264.js';
import { H264_KINDS } from './fanout/h264/h264-kind.js';

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
   * Who encodes pictures. libwebrtc always encodes VP8, VP9 and AV1; H.264 needs the package `node-av`, which is installed
   * beside this one and has a licence of its own. `webrtc.codecs` says which codec a viewer is sent. Of `fanout` alone.
   *
   * - `auto`: where `node-av` is installed, H.264 by the first of `nvenc`, `videotoolbox`, `vaapi` and `x264` that works.
   * - `nvenc`, `videotoolbox`, `vaapi`, `x264`: H.264 by that one. The application does not start where it does not work.
   * - `wrtc`: no H.264.
   *
   * @defaultValue 'auto'
   */
  encoder: VideoEncoder;
  /**
   * Sizes, frame rates and bitrates that outputs are encoded at, the best first. A viewer is sent the best that its link
   * carries.
   * @defaultValue all of the picture up to `webrtc.maxKbps`; less of it, as `degradationPreference` says, up to 35% of that,
   * and still less up to 12%
   */
  ladder?: readonly Rung[];
  /**
   * What a viewer whose link is thin gets less of. A `ladder` of your own says so by its rungs, and excludes it.
   *
   * - `maintain-framerate`: half of the size, then a quarter.
   * - `maintain-resolution`: 12 pictures a second, then 5.
   * - `balanced`: two thirds of the size at 20 a second, then 40% at 12.
   *
   * @defaultValue 'maintain-framerate'
   */
  degradationPreference?: DegradationPreference;
  /**
   * Pictures of an output that are encoded in a second, at most. Of a model that makes more they are left out evenly, and
   * the last one before a pause is shown.
   * @defaultValue all that the model makes
   */
  maxFramerate?: number;
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

/** What holds of {@link MediaOptions} where an application gives nothing. */
export const DEFAULT_MEDIA_OPTIONS: Readonly<MediaOptions> = {
  engine: 'auto',
  encoder: 'auto',
  playoutDelayMs: 0,
  threads: 1,
};

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
  const encoders: readonly VideoEncoder[] = ['auto', 'wrtc', ...H264_KINDS];
  if (!encoders.includes(merged.encoder)) {
    throw new ReactorError(
      'bad_configuration',
      `media.encoder must be one of ${encoders.join(', ')} (got ${JSON.stringify(merged.encoder)}); correct it or leave it out`,
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
  const { degradationPreference: preference, maxFramerate } = merged;
  if (preference !== undefined && !DEGRADATION_PREFERENCES.includes(preference)) {
    throw new ReactorError(
      'bad_configuration',
      `media.degradationPreference must be ${DEGRADATION_PREFERENCES.join(', ')} (got ${JSON.stringify(preference)}); correct it or leave it out`,
    );
  }
  if (preference !== undefined && merged.ladder !== undefined) {
    throw new ReactorError(
      'bad_configuration',
      'media.degradationPreference and media.ladder both say what a thin link gets; leave one of them out',
    );
  }
  if (maxFramerate !== undefined && !isFramerate(maxFramerate)) {
    throw new ReactorError(
      'bad_configuration',
      `media.maxFramerate must be a number above 0 (got ${JSON.stringify(maxFramerate)}); correct it or leave it out`,
    );
  }
  return merged;
}
