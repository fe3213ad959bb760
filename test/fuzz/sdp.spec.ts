import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { ReactorError } from '@nestjs-reactor/core';
import * as fc from 'fast-check';
import type { Track } from '../../libs/reactor/src/contract/index.js';
import { originOf } from '../../libs/reactor/src/session/connection/offer-origin.js';
import { withPreferredCodecs } from '../../libs/reactor/src/transport/webrtc/codec-preference.js';
import { planOffer, type SectionPlan } from '../../libs/reactor/src/transport/webrtc/offer-plan.js';
import {
  hasSoundIce,
  iceCredentialsOf,
  splitSdp,
  ssrcOf,
  withVideoParameters,
  withEndOfCandidates,
  withoutClashingRtx,
} from '../../libs/reactor/src/transport/webrtc/sdp.js';
import { budget, LIMIT_MS } from './support/budget.js';
import { mutatedLines } from './support/mutations.js';

const OFFERS = ['2.2.1', '2.9.0', '2.12.3'].map((version) =>
  readFileSync(join(import.meta.dirname, `../samples/offer-${version}-chromium.sdp`), 'utf8'),
);

const TRACKS: readonly Track[] = [
  { name: 'webcam', kind: 'video', direction: 'in' },
  { name: 'main_video', kind: 'video', direction: 'out' },
  { name: 'main_audio', kind: 'audio', direction: 'out' },
];

const sdp = fc.oneof({ weight: 4, arbitrary: mutatedLines(OFFERS) }, fc.string({ maxLength: 500 }));

const mapping = fc.option(
  fc.array(
    fc.record({
      mid: fc.oneof(fc.constantFrom('0', '1', '2', '3'), fc.string()),
      name: fc.oneof(fc.constantFrom('webcam', 'main_video', 'main_audio'), fc.string()),
      kind: fc.constantFrom('video', 'audio'),
      direction: fc.constantFrom('recvonly', 'sendonly'),
    }),
    { maxLength: 6 },
  ),
  { nil: undefined },
);

it(
  'any offer is planned for, each track once, or refused with a code',
  () => {
    fc.assert(
      fc.property(sdp, mapping, sdp, mapping, (before, named, offer, entries) => {
        let earlier: readonly SectionPlan[] = [];
        try {
          earlier = planOffer(before, named, TRACKS);
        } catch {
          // Refused: there is no earlier offer then.
        }
        try {
          const plans = planOffer(offer, entries, TRACKS, earlier);
          const mids = splitSdp(offer).sections.map(({ mid }) => mid);
          for (const { mid } of plans) expect(mids).toContain(mid);
        } catch (error) {
          if (!(error instanceof ReactorError)) throw error;
          expect(error.code).toBe('bad_sdp');
        }
      }),
      budget(2),
    );
  },
  LIMIT_MS,
);

it(
  'any SDP has an origin or none, which its order of lines and their ends do not change',
  () => {
    fc.assert(
      fc.property(sdp, (text) => {
        const origin = originOf(text);
        if (origin === undefined) return;
        expect(originOf(text.replaceAll('\r\n', '\n'))).toEqual(origin);
        const [first, ...rest] = text.split('\n');
        const fingerprints = rest.filter((line) => line.startsWith('a=fingerprint'));
        const moved = [first, ...rest.filter((line) => !fingerprints.includes(line)), ...fingerprints.toReversed()];
        expect(originOf(moved.join('\n'))).toEqual(origin);
      }),
      budget(2),
    );
  },
  LIMIT_MS,
);

it(
  'any SDP is rewritten without a fault, and keeps its sections',
  () => {
    fc.assert(
      fc.property(sdp, fc.array(fc.constantFrom('VP8', 'VP9', 'AV1', 'H264')), (text, codecs) => {
        const kinds = splitSdp(text).sections.map(({ kind, mid }) => [kind, mid]);
        const rewritten = [
          withoutClashingRtx(text),
          withPreferredCodecs(text, codecs),
          withVideoParameters(text, new Set(['0', '1']), 'x-google-start-bitrate=2'),
          withEndOfCandidates(text),
        ];
        for (const result of rewritten) {
          expect(splitSdp(result).sections.map(({ kind, mid }) => [kind, mid])).toEqual(kinds);
        }
        ssrcOf(text, '0');
        expect([iceCredentialsOf(text), hasSoundIce(text)]).toEqual([expect.any(String), expect.any(Boolean)]);
      }),
      budget(2),
    );
  },
  LIMIT_MS,
);

it(
  'rewriting twice is rewriting once',
  () => {
    fc.assert(
      fc.property(mutatedLines(OFFERS), (text) => {
        const once = withoutClashingRtx(text);
        expect(withoutClashingRtx(once)).toBe(once);
        const preferred = withPreferredCodecs(text, ['VP9', 'VP8']);
        expect(withPreferredCodecs(preferred, ['VP9', 'VP8'])).toBe(preferred);
      }),
      budget(),
    );
  },
  LIMIT_MS,
);
