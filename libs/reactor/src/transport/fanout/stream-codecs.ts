import type { StreamCodec } from '@nestjs-reactor/protocol/stream';
import { ReactorError } from '../../errors/index.js';

/** What this server encodes, and in which order it prefers that. */
export interface StreamCodecSettings {
  /** Names of codecs in order of preference, as `webrtc.codecs`. */
  readonly codecs: readonly string[];
  readonly hasH264: boolean;
}

/** libwebrtc's, in the order in which it offers them. */
const PICTURES: readonly StreamCodec[] = ['H264', 'VP8', 'VP9'];

/**
 * Codec of an output that both sides have: the first of the preferred ones, or else any. A client that decodes no Opus gets no
 * sound. Throws `negotiation_failed` where there is none for pictures.
 *
 * @param decoded what the client decodes
 */
export function streamCodec(
  kind: 'video' | 'audio',
  decoded: readonly StreamCodec[],
  { codecs, hasH264 }: StreamCodecSettings,
): StreamCodec | undefined {
  if (kind === 'audio') return decoded.includes('opus') ? 'opus' : undefined;
  const own = PICTURES.filter((codec) => codec !== 'H264' || hasH264);
  const preferred = codecs.map((codec) => codec.toUpperCase());
  const rank = (codec: string): number => (preferred.includes(codec) ? preferred.indexOf(codec) : preferred.length);
  const [best] = own.filter((codec) => decoded.includes(codec)).sort((a, b) => rank(a) - rank(b));
  if (best !== undefined) return best;
  throw new ReactorError(
    'negotiation_failed',
    `the client decodes none of the codecs that pictures are sent in over a WebSocket: ${own.join(', ')}; use a newer browser, or WebRTC`,
    { field: 'codecs' },
  );
}
