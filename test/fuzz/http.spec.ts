import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { OFFER_2_12, OFFER_2_2 } from '../contract/support/offers.js';
import { ReactorUnderTest } from '../contract/support/reactor-under-test.js';
import { budget, LIMIT_MS } from './support/budget.js';
import { json, mutatedLines, roughly } from './support/mutations.js';

let server: ReactorUnderTest;
let transport: string;

beforeAll(async () => {
  server = await ReactorUnderTest.start({
    session: { maxConnections: 0, orphanTimeoutMs: 0, negotiationTimeoutMs: 0 },
  });
});
beforeEach(async () => {
  transport = await server.startSession();
});
afterEach(() => server.rest());
afterAll(() => server.close());

const mapping = fc.array(
  roughly({
    mid: fc.constantFrom('0', '1', '2', '9'),
    name: fc.constantFrom('main_video', 'main_audio', 'webcam', 'other'),
    kind: fc.constantFrom('video', 'audio'),
    direction: fc.constantFrom('recvonly', 'sendonly'),
  }),
  { maxLength: 4 },
);

const body = fc.oneof(
  json,
  roughly({
    sdp_offer: mutatedLines([OFFER_2_12.sdp_offer]),
    track_mapping: mapping,
    ice_servers: json,
    sdp: mutatedLines([OFFER_2_2.sdp]),
    type: fc.constant('offer'),
    candidates: fc.array(roughly({ candidate: fc.string(), sdp_mid: fc.string(), sdp_mline_index: fc.integer() })),
    moderate: fc.boolean(),
    reason: fc.string(),
  }),
);

const content = fc.oneof({ weight: 5, arbitrary: body.map((value) => JSON.stringify(value)) }, fc.string());

/** One part of a path; a part of dots alone would be resolved before it is sent. */
const word = fc.string({ maxLength: 20 }).map((text) => `x${text}`);

const path = fc.oneof(
  fc.constantFrom(
    '/start_session',
    '/sdp_params',
    ...['sdp_params', 'ice_candidates', 'connections', 'connections/1002/sdp_params'].map((route) => `T/${route}`),
    'T/connections/1002/ice_candidates',
  ),
  word.map((id) => `T/connections/${encodeURIComponent(id)}/sdp_params`),
  word.map((id) => `/sessions/${encodeURIComponent(id)}/transport/webrtc/connections`),
  word.map((name) => `/models/${encodeURIComponent(name)}/start_session`),
  fc.constantFrom('/sessions/%ff/transport/webrtc/connections', '/models/%00/session', '/models/../session'),
);

it(
  'no request makes the server fail, and every refusal has a code',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('POST', 'PUT'), path, content, async (method, where, sent) => {
        const { status, json: reply } = await server.request(method, where.replace(/^T/, transport), sent);
        expect(status).toBeLessThan(500);
        if (status >= 400) expect(reply).toMatchObject({ detail: expect.any(String), code: expect.any(String) });
      }),
      budget(),
    );
    expect((await server.get('/session')).json).toMatchObject({ state: 'waiting' });
  },
  LIMIT_MS,
);

it(
  'no frame makes a session fail',
  async () => {
    await server.put(`${transport}/connections/1001/sdp_params`, OFFER_2_12);
    const { peer } = server.engine;
    peer.connect();
    fc.assert(
      fc.property(fc.boolean(), fc.oneof(content, fc.uint8Array()), (control, frame) => {
        (control ? peer.control : peer.data).says(frame);
      }),
      budget(),
    );
    expect((await server.get('/session')).json).toMatchObject({ state: 'streaming' });
    peer.lose();
  },
  LIMIT_MS,
);
