import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const samples = join(import.meta.dirname, '../../samples');
const read = (name: string): string => readFileSync(join(samples, name), 'utf8');

/** The body that a 2.12 client posts: numbered sections, no candidates, its own name for itself. */
export const OFFER_2_12 = {
  sdp_offer: read('offer-2.12.3-chromium.sdp'),
  client_info: { sdk_version: '2.12.3', sdk_type: 'js' },
  track_mapping: [
    { mid: '0', name: 'main_video', kind: 'video', direction: 'recvonly' },
    { mid: '1', name: 'main_audio', kind: 'audio', direction: 'recvonly' },
    { mid: '2', name: 'webcam', kind: 'video', direction: 'sendonly' },
  ],
};

/** The same of a 2.9 client, its candidates in the offer. */
export const OFFER_2_9 = {
  ...OFFER_2_12,
  sdp_offer: read('offer-2.9.0-chromium.sdp'),
  client_info: { sdk_version: '2.9.0', sdk_type: 'js' },
};

/** What a 2.2 client posts: one section, both ways, no names. */
export const OFFER_2_2 = { sdp: read('offer-2.2.1-chromium.sdp'), type: 'offer' };

let peers = 0;

/** The same offer of another peer connection, as every client makes one that connects anew. */
export function fromNewPeer<T extends { readonly sdp_offer: string }>(offer: T): T {
  return { ...offer, sdp_offer: newOrigin(offer.sdp_offer) };
}

export function newOrigin(sdp: string): string {
  return sdp.replace(/^o=- \d+ 2 /m, `o=- ${++peers} 2 `);
}

/** The next offer of the same peer connection: an ICE restart. */
export function iceRestartOf<T extends { readonly sdp_offer: string }>(offer: T): T {
  const sdp = offer.sdp_offer
    .replace(/^(o=- \d+) (\d+) /m, (_, who: string, version: string) => `${who} ${Number(version) + 1} `)
    .replaceAll(/^a=ice-ufrag:(.*?)(\r?)$/gm, (_, name: string, end: string) => `a=ice-ufrag:${name}+${end}`);
  return { ...offer, sdp_offer: sdp };
}
