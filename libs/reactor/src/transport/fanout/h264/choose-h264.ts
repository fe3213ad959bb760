import { ReactorError } from '../../../errors/index.js';
import { describe } from '../../../logging/index.js';
import type { H264Codecs } from './h264-codec.js';
import { H264_KINDS, type H264Kind } from './h264-kind.js';
import { probeH264 } from './probe-h264.js';

/** Who encodes pictures: `media.encoder`. */
export type VideoEncoder = 'auto' | 'wrtc' | H264Kind;

/** The optional package that encodes H.264. */
export interface H264Library {
  readonly codecs: H264Codecs;
  /** While the work goes on, errors say why. */
  explaining<T>(work: () => Promise<T>): Promise<T>;
}

export interface H264Choice {
  /** Undefined: no H.264. */
  readonly chosen: { readonly kind: H264Kind; readonly codecs: H264Codecs } | undefined;
  /** For the log. */
  readonly reason: string;
}

const INSTALL = 'npm install node-av@6';

/**
 * Decides who encodes H.264: the one that is named, or the first that works.
 *
 * @param load undefined where the package is not installed; rejects where it cannot be loaded
 *
 * Throws `engine_unavailable` where one is named that does not work.
 */
export async function chooseH264(
  wanted: VideoEncoder,
  load: () => Promise<H264Library | undefined>,
): Promise<H264Choice> {
  if (wanted === 'wrtc') return { chosen: undefined, reason: 'media.encoder is wrtc' };
  let library: H264Library | undefined;
  try {
    library = await load();
  } catch (error) {
    const why = `the package node-av cannot be loaded (${describe(error)})`;
    if (wanted !== 'auto') throw unavailable(wanted, `${why}; run: ${INSTALL}`, error);
    return { chosen: undefined, reason: why };
  }
  if (library === undefined) {
    const why = 'the package node-av is not installed';
    if (wanted !== 'auto') throw unavailable(wanted, `${why}; run: ${INSTALL}`);
    return { chosen: undefined, reason: why };
  }
  const { codecs } = library;
  const failures: string[] = [];
  for (const kind of wanted === 'auto' ? H264_KINDS : [wanted]) {
    try {
      await library.explaining(() => probeH264(codecs, kind));
      const reason =
        failures.length === 0 ? 'the first that was tried' : `what came before does not work: ${failures.join('; ')}`;
      return { chosen: { kind, codecs }, reason: wanted === 'auto' ? reason : `media.encoder is ${kind}` };
    } catch (error) {
      if (wanted !== 'auto') throw unavailable(wanted, `it does not work on this machine (${describe(error)})`, error);
      failures.push(`${kind} (${describe(error)})`);
    }
  }
  return { chosen: undefined, reason: `none of node-av works: ${failures.join('; ')}` };
}

function unavailable(wanted: H264Kind, why: string, cause?: unknown): ReactorError {
  return new ReactorError(
    'engine_unavailable',
    `media.encoder is ${wanted}, and ${why}; or set media.encoder to auto`,
    { cause },
  );
}
