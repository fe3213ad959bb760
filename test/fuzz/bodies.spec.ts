import { expect, it } from '@jest/globals';
import {
  capabilitiesOf,
  parseCandidates,
  parseFlatOffer,
  parseOffer,
  parseStartSession,
  parseStopSession,
  parseUploadRequest,
  WireError,
} from '@nestjs-reactor/protocol';
import * as fc from 'fast-check';
import { budget, LIMIT_MS } from './support/budget.js';
import { json, roughly } from './support/mutations.js';

const PARSERS = [parseOffer, parseFlatOffer, parseCandidates, parseStartSession, parseStopSession, parseUploadRequest];

const body = fc.oneof(
  fc.anything(),
  json,
  roughly({
    sdp_offer: fc.string(),
    sdp: fc.string(),
    type: fc.constant('offer'),
    track_mapping: fc.array(roughly({ mid: fc.string(), name: fc.string(), kind: fc.constant('video') })),
    ice_servers: fc.array(roughly({ uris: fc.array(fc.string()), credentials: json })),
    candidates: fc.array(roughly({ candidate: fc.string(), sdp_mid: fc.string(), sdp_mline_index: fc.nat(9) })),
    is_final: fc.boolean(),
    moderate: fc.boolean(),
    reason: fc.string(),
    name: fc.string(),
    size: fc.nat(),
    mime_type: fc.string(),
  }),
);

it(
  'any body is read, or refused with a code that says where',
  () => {
    fc.assert(
      fc.property(fc.constantFrom(...PARSERS), body, (parse, value) => {
        try {
          parse(value);
        } catch (error) {
          if (!(error instanceof WireError)) throw error;
          expect(error.message.length).toBeLessThan(400);
        }
      }),
      budget(4),
    );
  },
  LIMIT_MS,
);

it(
  'a candidate comes out as it went in, but for what is null or unknown',
  () => {
    const candidate = fc.record({
      candidate: fc.string({ maxLength: 200 }),
      sdp_mid: fc.string({ maxLength: 64 }),
      sdp_mline_index: fc.nat(1023),
    });
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 20 }), (candidates) => {
        const sent = candidates.map((one) => ({ ...one, username_fragment: 'x' }));
        expect(parseCandidates({ candidates: sent })).toEqual(candidates);
      }),
      budget(),
    );
  },
  LIMIT_MS,
);

it(
  'the commands of any document are a list',
  () => {
    fc.assert(
      fc.property(roughly({ paths: roughly({ '/a': roughly({ post: json }) }) }), (document) => {
        expect(Array.isArray(capabilitiesOf(document))).toBe(true);
      }),
      budget(),
    );
  },
  LIMIT_MS,
);
