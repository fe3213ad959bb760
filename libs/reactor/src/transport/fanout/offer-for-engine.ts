import { noCommonCodec, offeredCodecs } from '../webrtc/common-codecs.js';
import type { SectionPlan } from '../webrtc/offer-plan.js';
import { NEWLINE, splitSdp } from '../webrtc/sdp.js';
import type { FanCodec } from './worker/messages.js';

/** What `wrtc` encodes and decodes. */
const PICTURE_CODECS: readonly FanCodec[] = ['VP8', 'VP9', 'AV1'];

/** Baseline of H.264 whose streams keep to what Main has as well: constraint_set1_flag (RFC 6184, 8.1). */
const CONSTRAINED_BASELINE = /profile-level-id=42[4-7c-f]/i;

const SOUND_CODECS: readonly FanCodec[] = ['opus'];

/** The client's offer as the engine gets it, and the codec that each of its sections is sent with. */
export interface EngineOffer {
  readonly sdp: string;
  readonly codecs: ReadonlyMap<string, FanCodec>;
}

/**
 * Leaves each section one codec to be sent with, so that the answer names no other: the first preferred one that it offers,
 * or else the first of its own that the server has.
 * The client's candidates are left out: the server answers checks and sends none.
 *
 * @param preferred video codecs, in capitals
 * @param hasH264 outputs can be sent in H.264. Nothing decodes it: no section receives it
 *
 * Throws `bad_sdp` for a section without a codec that the server has.
 */
export function offerForEngine(
  offer: string,
  plans: readonly SectionPlan[],
  preferred: readonly string[],
  hasH264: boolean,
): EngineOffer {
  const codecs = new Map<string, FanCodec>();
  const { session, sections } = splitSdp(offer);
  const rewritten = sections.map(({ kind, mid, rejected, text }) => {
    const plan = plans.find((candidate) => candidate.mid === mid);
    const bare = withoutCandidates(text);
    if (rejected || mid === undefined || (kind !== 'video' && kind !== 'audio')) return bare;
    const known = kind === 'audio' ? SOUND_CODECS : picturesOf(plan, hasH264);
    const offered = inOrder(text, known, preferred);
    const [first] = offered;
    if (first === undefined) {
      if (plan === undefined) return bare;
      throw noCommonCodec({ kind, mid, text }, known);
    }
    if (plan?.send !== undefined) codecs.set(mid, first);
    const kept = plan?.send === undefined ? offered : [first];
    return withPayloadTypes(bare, new Set(kept.flatMap((codec) => payloadTypesOf(text, codec))));
  });
  return { sdp: session + rewritten.join(''), codecs };
}

function picturesOf(plan: SectionPlan | undefined, hasH264: boolean): readonly FanCodec[] {
  return hasH264 && plan?.send !== undefined && plan.receive === undefined
    ? [...PICTURE_CODECS, 'H264']
    : PICTURE_CODECS;
}

/** Codecs of a section that the server has: the preferred ones, then the others in the client's order. */
function inOrder(section: string, known: readonly FanCodec[], preferred: readonly string[]): readonly FanCodec[] {
  const rank = (codec: FanCodec): number => {
    const at = preferred.findIndex((name) => name.toUpperCase() === codec);
    return at < 0 ? preferred.length : at;
  };
  return offeredCodecs(section)
    .flatMap((name) => known.find((codec) => codec.toLowerCase() === name.toLowerCase()) ?? [])
    .filter((codec) => payloadTypesOf(section, codec).length > 0)
    .sort((a, b) => rank(a) - rank(b));
}

/**
 * Payload types of a codec, and those that retransmit it. Of VP9 the profile of 8 bits, of Opus the plain one, of H.264
 * Constrained Baseline in packets that may carry parts of a frame.
 */
export function payloadTypesOf(section: string, codec: FanCodec): readonly string[] {
  const names = [...section.matchAll(/^a=rtpmap:(\d+) ([^/\r]+)\//gm)].map(([, type, name]) => ({
    type: type!,
    name: name!,
  }));
  const parameters = (type: string): string => new RegExp(`^a=fmtp:${type} (.*)\\r$`, 'm').exec(section)?.[1] ?? '';
  const own = names
    .filter(({ name }) => name.toLowerCase() === codec.toLowerCase())
    .map(({ type }) => type)
    .filter((type) => isOurs(codec, parameters(type)))
    .slice(0, 1);
  const retransmitting = names
    .filter(
      ({ name, type }) => name.toLowerCase() === 'rtx' && own.includes(/apt=(\d+)/.exec(parameters(type))?.[1] ?? ''),
    )
    .map(({ type }) => type);
  return [...own, ...retransmitting];
}

/** @param parameters of one payload type */
function isOurs(codec: FanCodec, parameters: string): boolean {
  if (codec === 'VP9') return /(?:^|;\s*)profile-id=0\b|^(?!.*profile-id)/.test(parameters);
  if (codec !== 'H264') return true;
  return CONSTRAINED_BASELINE.test(parameters) && /(?:^|;\s*)packetization-mode=1\b/.test(parameters);
}

export function withPayloadTypes(section: string, kept: ReadonlySet<string>): string {
  return section
    .split(NEWLINE)
    .filter((line) => {
      const type = /^a=(?:rtpmap|fmtp|rtcp-fb):(\d+)/.exec(line)?.[1];
      return type === undefined || kept.has(type);
    })
    .map((line) =>
      line.startsWith('m=')
        ? line
            .split(' ')
            .filter((word, at) => at < 3 || kept.has(word))
            .join(' ')
        : line,
    )
    .join(NEWLINE);
}

function withoutCandidates(section: string): string {
  return section.replaceAll(/^a=(?:candidate:.*|end-of-candidates)\r\n/gm, '');
}
