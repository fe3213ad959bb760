import { isIP } from 'node:net';
import { ReactorError } from '../../errors/index.js';
import { offeredCodecs } from '../webrtc/common-codecs.js';
import { splitSdp, withCandidates } from '../webrtc/sdp.js';
import type { OfferedSection } from './outbound-offer.js';
import type { FanCodec } from './worker/messages.js';

/** A section that the other server takes, and the codec that it is sent in. */
export interface AgreedSection {
  readonly mid: string;
  readonly name: string;
  readonly codec: FanCodec;
}

/**
 * What the other server takes of an offer: of the codecs that it accepts the one that this side prefers, so that viewers
 * and servers share an encoder. A section that it rejects is not sent.
 *
 * Throws `bad_sdp` where it takes nothing.
 */
export function agreedSections(answer: string, offered: readonly OfferedSection[]): readonly AgreedSection[] {
  const { sections } = splitSdp(answer);
  const agreed = offered.flatMap(({ mid, name, codecs }) => {
    const section = sections.find((one) => one.mid === mid);
    if (section === undefined || section.rejected) return [];
    if (section.direction !== 'recvonly' && section.direction !== 'sendrecv') return [];
    const accepted = offeredCodecs(section.text).map((codec) => codec.toLowerCase());
    const codec = codecs.find((one) => accepted.includes(one.toLowerCase()));
    return codec === undefined ? [] : [{ mid, name, codec }];
  });
  if (agreed.length > 0) return agreed;
  const wanted = offered.map(({ name, codecs }) => `${name} (${codecs.join(', ')})`);
  throw new ReactorError('bad_sdp', `its answer accepts nothing of what is offered: ${wanted.join(', ')}`);
}

/** The answer with the candidates that the engine can try: UDP, and addresses in place of names. */
export function reachableAnswer(answer: string): string {
  return withCandidates(answer, (candidate) => {
    const [, , protocol = '', , address = ''] = candidate.split(' ');
    return protocol.toLowerCase() === 'udp' && isIP(address) !== 0;
  });
}
