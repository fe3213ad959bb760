import { NEWLINE, splitSdp } from '../webrtc/sdp.js';
import { payloadTypesOf, withPayloadTypes } from './offer-for-engine.js';
import type { FanCodec } from './worker/messages.js';

/** One section of an offer of ours. */
export interface OfferedSection {
  readonly mid: string;
  /** The output that it is for. */
  readonly name: string;
  /** Best first. */
  readonly codecs: readonly FanCodec[];
}

/** All tracks are of one stream (RFC 9725, 4.4.2). */
const STREAM = 'reactor';

/**
 * What another server is offered to be sent: the preferred video codecs, then the others, and Opus.
 *
 * @param preferred video codecs, in capitals
 */
export function outboundCodecs(preferred: readonly string[], hasH264: boolean): readonly FanCodec[] {
  const known: readonly FanCodec[] = hasH264 ? ['VP8', 'VP9', 'AV1', 'H264'] : ['VP8', 'VP9', 'AV1'];
  const first = preferred.flatMap((name) => known.find((codec) => codec === name.toUpperCase()) ?? []);
  return [...new Set([...first, ...known]), 'opus'];
}

/**
 * The engine's offer as another server gets it: of each codec the one form that is sent, best first, and every track in one
 * stream, by the name of its output.
 *
 * @param names of the outputs, in the order of the sections
 * @param codecs best first
 */
export function outboundOffer(
  offer: string,
  names: readonly string[],
  codecs: readonly FanCodec[],
): { readonly sdp: string; readonly sections: readonly OfferedSection[] } {
  const { session, sections } = splitSdp(offer);
  const described = sections.map(({ kind, mid = '', text }, at) => {
    const name = names[at] ?? kind;
    const own = codecs.filter((codec) => (codec === 'opus') === (kind === 'audio'));
    const types = own.flatMap((codec) => payloadTypesOf(text, codec));
    const sdp = inOrder(withPayloadTypes(text, new Set(types)), types).replaceAll(
      /^(a=msid:|a=ssrc:\d+ msid:).*\r$/gm,
      (_, attribute: string) => `${attribute}${STREAM} ${name}\r`,
    );
    return { sdp, section: { mid, name, codecs: own } };
  });
  return {
    sdp: session.replace(/^a=msid-semantic:.*\r\n/m, '') + described.map(({ sdp }) => sdp).join(''),
    sections: described.map(({ section }) => section),
  };
}

/** The order of payload types is that of preference (RFC 8829, 5.2.1). */
function inOrder(section: string, types: readonly string[]): string {
  const [media = '', ...attributes] = section.split(NEWLINE);
  const [first = '', port = '', protocol = ''] = media.split(' ');
  return [[first, port, protocol, ...types].join(' '), ...attributes].join(NEWLINE);
}
