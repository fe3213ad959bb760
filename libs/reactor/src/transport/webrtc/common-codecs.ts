import { ReactorError } from '../../errors/index.js';
import { splitSdp } from './sdp.js';

/** What libwebrtc as packaged can encode and decode: it was built without H.264. */
export const VIDEO_CODECS: readonly string[] = ['VP8', 'VP9', 'AV1'];

const AUDIO_CODECS: readonly string[] = ['opus', 'G722', 'PCMU', 'PCMA', 'ISAC', 'ILBC'];

/** Payload types that mean a codec without saying so (RFC 3551, 6). */
const STATIC_TYPES: Readonly<Record<string, string>> = { 0: 'PCMU', 8: 'PCMA', 9: 'G722' };

/**
 * Holds each section's codecs against the library's, which refuses the whole offer for one section without a common one,
 * and does not say why.
 *
 * Throws `bad_sdp`.
 */
export function checkCodecs(offer: string): void {
  for (const { kind, mid, rejected, text } of splitSdp(offer).sections) {
    if (rejected || (kind !== 'video' && kind !== 'audio')) continue;
    const known = kind === 'video' ? VIDEO_CODECS : AUDIO_CODECS;
    const isKnown = (name: string): boolean => known.some((codec) => codec.toLowerCase() === name.toLowerCase());
    if (!offeredCodecs(text).some(isKnown)) throw noCommonCodec({ kind, mid, text }, known);
  }
}

/** Codecs of a section, each once, in the client's order. */
export function offeredCodecs(section: string): readonly string[] {
  const types = /^m=\S+ \S+ \S+ (.*)\r$/m.exec(section)?.[1]?.split(' ') ?? [];
  const named = new Map([...section.matchAll(/^a=rtpmap:(\d+) ([^/\r]+)/gm)].map(([, type, name]) => [type!, name!]));
  return [...new Set(types.flatMap((type) => named.get(type) ?? STATIC_TYPES[type] ?? []))];
}

/** @param known what the engine has */
export function noCommonCodec(
  { kind, mid, text }: { readonly kind: string; readonly mid: string | undefined; readonly text: string },
  known: readonly string[],
): ReactorError {
  return new ReactorError(
    'bad_sdp',
    `mid '${mid}' offers no ${kind} codec that this engine supports: offer one of ${known.join(', ')} (it has ${offeredCodecs(text).join(', ') || 'none'})`,
    { field: 'sdp' },
  );
}
