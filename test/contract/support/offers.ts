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
