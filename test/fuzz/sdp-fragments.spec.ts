import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { ReactorError } from '@nestjs-reactor/core';
import { WireError } from '@nestjs-reactor/protocol';
import * as fc from 'fast-check';
import type { Track } from '../../libs/reactor/src/contract/index.js';
import { originOf } from '../../libs/reactor/src/session/connection/offer-origin.js';
import { offeredSections } from '../../libs/reactor/src/signaling/whep/offered-sections.js';
import { publishedTracks } from '../../libs/reactor/src/signaling/whep/published-tracks.js';
import { restartOffer } from '../../libs/reactor/src/signaling/whep/restart-offer.js';
import {
  fragmentOf,
  iceOf,
  parseSdpFragment,
  type SdpFragment,
} from '../../libs/reactor/src/signaling/whep/sdp-fragment.js';
import { watchedTracks } from '../../libs/reactor/src/signaling/whep/watched-tracks.js';
import { planOffer } from '../../libs/reactor/src/transport/webrtc/offer-plan.js';
import { splitSdp } from '../../libs/reactor/src/transport/webrtc/sdp.js';
import { budget, LIMIT_MS } from './support/budget.js';
import { mutatedLines } from './support/mutations.js';

const OFFERS = ['2.2.1', '2.9.0', '2.12.3'].map((version) =>
  readFileSync(join(import.meta.dirname, `../samples/offer-${version}-chromium.sdp`), 'utf8'),
);

const FRAGMENTS = [
  [
    'a=group:BUNDLE 0 1',
    'm=video 9 UDP/TLS/RTP/SAVPF 96',
    'a=mid:0',
    'a=ice-ufrag:EsAw',
    'a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1',
    'a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw',
    'a=end-of-candidates',
  ],
  ['a=ice-ufrag:EsAw', 'a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1', 'a=candidate:1 1 udp 1 192.0.2.1 9 typ host'],
].map((lines) => lines.join('\r\n'));

const TRACKS: readonly Track[] = [
  { name: 'webcam', kind: 'video', direction: 'in' },
  { name: 'mic', kind: 'audio', direction: 'in' },
  { name: 'main_video', kind: 'video', direction: 'out' },
  { name: 'main_audio', kind: 'audio', direction: 'out' },
];

const sdp = fc.oneof({ weight: 4, arbitrary: mutatedLines(OFFERS) }, fc.string({ maxLength: 500 }));
const fragment = fc.oneof({ weight: 4, arbitrary: mutatedLines(FRAGMENTS) }, fc.string({ maxLength: 200 }));

/** What a text means, or undefined where it is refused with a code. */
function orRefused<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ReactorError) && !(error instanceof WireError)) throw error;
    return undefined;
  }
}

const read = (text: unknown): SdpFragment | undefined => orRefused(() => parseSdpFragment(text, 8));

it(
  'any fragment is read, within its bounds, or refused with a code',
  () => {
    fc.assert(
      fc.property(fc.oneof(fragment, fc.anything()), (text) => {
        const { candidates = [], ice } = read(text) ?? {};
        expect(candidates.length).toBeLessThanOrEqual(8);
        for (const value of [ice?.ufrag, ice?.pwd, ...candidates.map(({ candidate }) => candidate)]) {
          expect(value ?? '').not.toMatch(/\p{Cc}/u);
        }
      }),
      budget(2),
    );
  },
  LIMIT_MS,
);

it(
  'a restart changes the ICE of an offer and nothing else, whatever the two are',
  () => {
    fc.assert(
      fc.property(sdp, fragment, (offer, text) => {
        const { ice, candidates = [] } = read(text) ?? {};
        if (ice === undefined) return;
        const restarted = restartOffer(offer, { ice, candidates });
        if (iceOf(offer) !== undefined) expect(iceOf(restarted)).toEqual(ice);
        expect(splitSdp(restarted).sections.map(({ kind, mid, direction }) => [kind, mid, direction])).toEqual(
          splitSdp(offer).sections.map(({ kind, mid, direction }) => [kind, mid, direction]),
        );
        const [before, after] = [originOf(offer), originOf(restarted)];
        expect(after?.peerConnection).toEqual(before?.peerConnection);
        if (before !== undefined && before.version < 10n ** 18n) expect(after?.version).toBe(before.version + 1n);
        expect(fragmentOf(restarted).endsWith('a=end-of-candidates\r\n')).toBe(true);
      }),
      budget(2),
    );
  },
  LIMIT_MS,
);

it(
  'what the sections of any offer are for is a mapping that it fits, or is refused with a code',
  () => {
    fc.assert(
      fc.property(sdp, fc.constantFrom('webcam', 'mic', 'main_video', ''), (offer, name) => {
        const mids = offeredSections(offer).map(({ mid }) => mid);
        const mappings = [
          orRefused(() => watchedTracks(offer, TRACKS, {})),
          orRefused(() => publishedTracks(offer, TRACKS, name)),
        ];
        for (const mapping of mappings.filter((one) => one !== undefined)) {
          for (const { mid } of mapping) expect(mids).toContain(mid);
          orRefused(() => planOffer(offer, mapping, TRACKS));
        }
      }),
      budget(2),
    );
  },
  LIMIT_MS,
);
