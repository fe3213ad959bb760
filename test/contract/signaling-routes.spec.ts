import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { fromNewPeer, OFFER_2_12, OFFER_2_2, OFFER_2_9 } from './support/offers.js';
import { ReactorUnderTest, type ReactorUnderTestOptions } from './support/reactor-under-test.js';

const NO_SESSION = { detail: 'No session running; start one first', code: 'no_session' };
const UNKNOWN_SESSION = { detail: 'Unknown session; it has ended or never existed', code: 'unknown_session' };

/** Every route under a session's transport, with a body that it would take. */
const ROUTES: [string, string, unknown][] = [
  ['GET', 'ice_servers', undefined],
  ['POST', 'sdp_params', OFFER_2_9],
  ['PUT', 'sdp_params', OFFER_2_9],
  ['GET', 'sdp_params', undefined],
  ['POST', 'ice_candidates', { candidates: [] }],
  ['POST', 'connections', undefined],
  ['POST', 'connections/1002/sdp_params', OFFER_2_12],
  ['PUT', 'connections/1002/sdp_params', OFFER_2_12],
  ['GET', 'connections/1002/sdp_params', undefined],
  ['POST', 'connections/1002/ice_candidates', { candidates: [] }],
];

let server: ReactorUnderTest;

beforeAll(async () => {
  server = await ReactorUnderTest.start();
});
afterEach(() => server.rest());
afterAll(() => server.close());

/** A server of other options for one test. */
async function withOptions(
  options: ReactorUnderTestOptions,
  test: (other: ReactorUnderTest) => Promise<void>,
): Promise<void> {
  const other = await ReactorUnderTest.start(options);
  try {
    await test(other);
  } finally {
    await other.close();
  }
}

describe.each(ROUTES)('%s %s', (method, route, body) => {
  it('is 400 before a session, whatever id and body', async () => {
    for (const content of [body, '{}', undefined]) {
      if (method === 'GET' && content !== undefined) continue;
      const { status, json } = await server.request(method, `/sessions/any/transport/webrtc/${route}`, content);
      expect([status, json]).toEqual([400, NO_SESSION]);
    }
  });

  it('is 404 for another session’s id', async () => {
    await server.startSession();
    const { status, json } = await server.request(method, `/sessions/other/transport/webrtc/${route}`, body);
    expect([status, json]).toEqual([404, UNKNOWN_SESSION]);
  });

  it('is 400 once the session has ended', async () => {
    const transport = await server.startSession();
    await server.post('/stop_session');
    const { status, json } = await server.request(method, `${transport}/${route}`, body);
    expect([status, json]).toEqual([400, NO_SESSION]);
  });
});

describe('ice_servers', () => {
  it('is empty where none are configured', async () => {
    const transport = await server.startSession();
    const { status, json } = await server.get(`${transport}/ice_servers`);
    expect([status, json]).toEqual([200, { ice_servers: [] }]);
  });

  it('lists those configured, without null where there are no credentials', async () => {
    const iceServers = [
      { uris: ['stun:s.example'] },
      { uris: ['turn:t.example'], credentials: { username: 'u', password: 'p' } },
    ];
    await withOptions({ session: { iceServers } }, async (other) => {
      const transport = await other.startSession();
      for (const path of [`${transport}/ice_servers`, '/ice_servers']) {
        expect((await other.get(path)).text).toBe(
          '{"ice_servers":[{"uris":["stun:s.example"]},' +
            '{"uris":["turn:t.example"],"credentials":{"username":"u","password":"p"}}]}',
        );
      }
    });
  });
});

describe('ICE servers of a client’s own', () => {
  const offer = (...uris: string[]) => ({ ...OFFER_2_12, ice_servers: [{ uris }] });

  it('are used where nothing is said', async () => {
    const transport = await server.startSession();
    expect((await server.post(`${transport}/connections/1002/sdp_params`, offer('stun:mine.example'))).status).toBe(
      202,
    );
    expect(server.engine.peer.options.iceServers).toEqual([{ uris: ['stun:mine.example'] }]);
  });

  it('are refused where the application does not let them, but for those that it lists', async () => {
    const iceServers = [{ uris: ['stun:ours.example', 'stun:also-ours.example'] }];
    await withOptions({ session: { iceServers, allowClientIceServers: false } }, async (other) => {
      const path = `${await other.startSession()}/connections/1002/sdp_params`;
      const { status, json } = await other.post(path, offer('stun:ours.example', 'turn:192.0.2.7:53'));
      expect([status, json]).toEqual([
        403,
        {
          detail:
            'This server uses only its own ICE servers; leave ice_servers out of the offer, or send the servers that it lists',
          code: 'forbidden',
          field: 'ice_servers',
        },
      ]);
      expect(other.engine.peers).toEqual([]);
      expect((await other.get('/metrics')).text).toContain('reactor_refusals_total{edge="http",code="forbidden"} 1');
      for (const body of [OFFER_2_12, { ...OFFER_2_12, ice_servers: [] }, offer('stun:ours.example')]) {
        expect((await other.put(path, fromNewPeer(body))).status).toBe(202);
      }
    });
  });
});

describe('connections', () => {
  it('gives out ids of nine digits, each once, and tells the tracks as the model sees them', async () => {
    const transport = await server.startSession();
    const ids = new Set<number>();
    for (const body of [undefined, '{}', undefined]) {
      const { status, json } = await server.post(`${transport}/connections`, body);
      expect(status).toBe(201);
      expect(json).toEqual({
        connection_id: expect.any(Number),
        track_map: {
          webcam: { kind: 'video', direction: 'in', rate: 0 },
          main_video: { kind: 'video', direction: 'out', rate: 0 },
          main_audio: { kind: 'audio', direction: 'out', rate: 48000 },
        },
      });
      ids.add((json as { connection_id: number }).connection_id);
    }
    expect(ids.size).toBe(3);
    for (const id of ids) expect(String(id)).toMatch(/^[1-9]\d{8}$/);
  });

  it('is 503 for one client more than the session takes', async () => {
    await withOptions({ session: { maxConnections: 1 } }, async (other) => {
      const transport = await other.startSession();
      await other.post(`${transport}/connections/1002/sdp_params`, OFFER_2_12);
      const full = {
        detail: 'Connection limit reached: 1 clients are connected; try again when one has left',
        code: 'connection_limit',
      };
      const reserved = await other.post(`${transport}/connections`);
      expect([reserved.status, reserved.json]).toEqual([503, full]);
      const offered = await other.post(`${transport}/connections/1003/sdp_params`, OFFER_2_12);
      expect([offered.status, offered.json]).toEqual([503, full]);
      const again = await other.put(`${transport}/connections/1002/sdp_params`, OFFER_2_12);
      expect(again.status).toBe(202);
    });
  });
});

describe('an offer on a connection', () => {
  let transport: string;
  let path: string;

  beforeEach(async () => {
    transport = await server.startSession();
    path = `${transport}/connections/1002/sdp_params`;
    server.engine.answer = () => 'v=0 the answer';
  });

  it.each(['POST', 'PUT'])('by %s is taken, and its answer handed out once', async (method) => {
    const offered = await server.request(method, path, OFFER_2_12);
    expect([offered.status, offered.json]).toEqual([202, { connection_id: 1002 }]);
    const answered = await server.get(path);
    expect([answered.status, answered.json]).toEqual([200, { sdp_answer: 'v=0 the answer', connection_id: 1002 }]);
    const after = await server.get(path);
    expect([after.status, after.text]).toEqual([202, '']);
  });

  it('keeps whoever asks before it waiting', async () => {
    const { status, text } = await server.get(path);
    expect([status, text]).toEqual([202, '']);
  });

  it('starts with every track paused', async () => {
    await server.post(path, OFFER_2_12);
    expect([...server.engine.peer.flowing]).toEqual([
      ['main_video', false],
      ['main_audio', false],
    ]);
  });

  it('opens the client’s place once it connects, and orphans the session when it goes', async () => {
    await server.post(path, OFFER_2_12);
    expect(await server.stateOf()).toBe('waiting');
    server.engine.peer.connect();
    expect(await server.stateOf()).toBe('streaming');
    server.engine.peer.lose();
    expect(await server.stateOf()).toBe('orphaned');
  });

  it('replaces the media of a client that is there, without ending its place', async () => {
    await server.post(path, OFFER_2_12);
    const first = server.engine.peer;
    first.connect();
    server.engine.answer = () => 'v=0 another answer';
    await server.put(path, fromNewPeer(OFFER_2_12));
    expect(first.closed).toBe(true);
    expect((await server.get(path)).json).toEqual({ sdp_answer: 'v=0 another answer', connection_id: 1002 });
    server.engine.peer.connect();
    expect(await server.stateOf()).toBe('streaming');
    server.engine.peer.lose();
    expect(await server.stateOf()).toBe('orphaned');
  });

  it('leaves the client where it is when its next offer is bad', async () => {
    await server.post(path, OFFER_2_12);
    const first = server.engine.peer;
    first.connect();
    const { status } = await server.put(path, { ...OFFER_2_12, sdp_offer: 'nonsense' });
    expect(status).toBe(422);
    expect(first.closed).toBe(false);
    expect(await server.stateOf()).toBe('streaming');
  });

  it('forgets an answer that nobody fetched when another offer is made', async () => {
    await server.post(path, OFFER_2_12);
    server.engine.answer = () => 'v=0 another answer';
    await server.put(path, OFFER_2_12);
    expect((await server.get(path)).json).toEqual({ sdp_answer: 'v=0 another answer', connection_id: 1002 });
    expect((await server.get(path)).status).toBe(202);
  });

  it('is accepted before it is answered when that takes long, and answered within the client’s six seconds', async () => {
    await withOptions({ session: { answerWaitMs: 10 } }, async (other) => {
      const slow = `${await other.startSession()}/connections/1002/sdp_params`;
      let release = (): void => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      other.engine.answer = async () => {
        await held;
        return 'v=0 late';
      };
      expect((await other.post(slow, OFFER_2_12)).status).toBe(202);
      expect((await other.get(slow)).status).toBe(202);
      release();
      const answer = await until('the answer', async () => {
        const { status, json } = await other.get(slow);
        return status === 200 ? json : undefined;
      });
      expect(answer).toEqual({ sdp_answer: 'v=0 late', connection_id: 1002 });
    });
  });

  it('that fails late is refused at the next poll, so that nobody polls in vain', async () => {
    await withOptions({ session: { answerWaitMs: 0 } }, async (other) => {
      const slow = `${await other.startSession()}/connections/1002/sdp_params`;
      let fail = (): void => {};
      const held = new Promise<void>((resolve) => {
        fail = resolve;
      });
      other.engine.answer = async () => {
        await held;
        throw new Error('the engine’s own words');
      };
      expect((await other.post(slow, OFFER_2_12)).status).toBe(202);
      fail();
      const refusal = await until('the refusal', async () => {
        const reply = await other.get(slow);
        return reply.status === 202 ? undefined : reply;
      });
      expect([refusal.status, refusal.json]).toEqual([
        422,
        { detail: 'the offer could not be answered; offer again', code: 'negotiation_failed' },
      ]);
    });
  });

  it.each([
    ['no body', undefined, 'sdp_offer must be a string', 'sdp_offer'],
    ['a body that is no object', '[1]', 'the message must be an object', undefined],
    ['no offer', {}, 'sdp_offer must be a string', 'sdp_offer'],
    ['an empty offer', { sdp_offer: '' }, 'sdp_offer must be at least 1 characters', 'sdp_offer'],
    ['an offer that is no text', { sdp_offer: { sdp: 'v=0' } }, 'sdp_offer must be a string', 'sdp_offer'],
    [
      'an offer of more characters than any browser makes',
      { sdp_offer: 'v'.repeat(200_001) },
      'sdp_offer must be at most 200000 characters',
      'sdp_offer',
    ],
    [
      'a mapping that is no list',
      { ...OFFER_2_12, track_mapping: {} },
      'track_mapping must be an array',
      'track_mapping',
    ],
    [
      'a direction that is none',
      { ...OFFER_2_12, track_mapping: [{ mid: '0', name: 'main_video', kind: 'video', direction: 'sendrecv' }] },
      'track_mapping[0].direction must be one of recvonly, sendonly',
      'track_mapping[0].direction',
    ],
    [
      'a kind that is none',
      { ...OFFER_2_12, track_mapping: [{ mid: '0', name: 'main_video', kind: 'film', direction: 'recvonly' }] },
      'track_mapping[0].kind must be one of video, audio',
      'track_mapping[0].kind',
    ],
    [
      'an entry without a mid',
      { ...OFFER_2_12, track_mapping: [{ name: 'main_video', kind: 'video', direction: 'recvonly' }] },
      'track_mapping[0].mid must be a string',
      'track_mapping[0].mid',
    ],
    [
      'ICE servers that are none',
      { ...OFFER_2_12, ice_servers: [{ urls: 'stun:x' }] },
      'ice_servers[0].uris must be an array',
      'ice_servers[0].uris',
    ],
  ])('is 422 with %s', async (_what, body, detail, field) => {
    const { status, json } = await server.post(path, body);
    expect([status, json]).toEqual([422, { detail, code: 'bad_message', ...(field === undefined ? {} : { field }) }]);
    expect(server.engine.peers).toEqual([]);
  });

  it.each([
    ['no SDP', { ...OFFER_2_12, sdp_offer: 'hello' }, 'sdp_offer'],
    [
      'an SDP of another trade',
      { ...OFFER_2_12, sdp_offer: 'v=0\r\no=- 1 1 IN IP4 1.2.3.4\r\nm=audio 9 RTP/AVP 0\r\n' },
      'sdp_offer',
    ],
    [
      'a track that the model does not have',
      { ...OFFER_2_12, track_mapping: [{ mid: '0', name: 'other', kind: 'video', direction: 'recvonly' }] },
      'track_mapping[0]',
    ],
    [
      'a section that the offer does not have',
      { ...OFFER_2_12, track_mapping: [{ mid: '9', name: 'main_video', kind: 'video', direction: 'recvonly' }] },
      'track_mapping[0]',
    ],
  ])('is 422 with %s', async (_what, body, field) => {
    const { status, json } = await server.post(path, body);
    expect([status, json]).toEqual([422, { detail: expect.any(String), code: 'bad_sdp', field }]);
    expect(await server.stateOf()).toBe('waiting');
  });

  it('hands its own ICE servers to the engine, an empty list as well', async () => {
    await server.post(path, { ...OFFER_2_12, ice_servers: [{ uris: ['stun:mine.example'] }] });
    expect(server.engine.peer.options.iceServers).toEqual([{ uris: ['stun:mine.example'] }]);
    await server.put(path, { ...fromNewPeer(OFFER_2_12), ice_servers: [] });
    expect(server.engine.peer.options.iceServers).toEqual([]);
  });

  it('takes null for absent in what it may leave out', async () => {
    const { status } = await server.post(path, { ...OFFER_2_12, ice_servers: null });
    expect(status).toBe(202);
    expect(server.engine.peer.options.iceServers).toEqual(server.sessions.runtime().iceServers);
  });

  it.each(['1001', '1002', '0', '123456789'])('may be made on the id %s, unasked for', async (id) => {
    const { status, json } = await server.put(`${transport}/connections/${id}/sdp_params`, OFFER_2_12);
    expect([status, json]).toEqual([202, { connection_id: Number(id) }]);
  });

  it.each(['x', '-1', '1.5', '1e3', '9999999999'])('is 422 on the id %s', async (id) => {
    const { status, json } = await server.post(`${transport}/connections/${id}/sdp_params`, OFFER_2_12);
    expect([status, json]).toEqual([
      422,
      { detail: 'a connection id must be a whole number', code: 'bad_message', field: 'connection_id' },
    ]);
  });

  it('takes the codec that its header speaks of until the client’s first frame', async () => {
    await server.post(path, OFFER_2_12);
    expect(server.engine.peer.options.wire).toBe('v0');
    await server.put(path, fromNewPeer(OFFER_2_12), { 'reactor-api-version': '1' });
    expect(server.engine.peer.options.wire).toBe('v1');
  });
});

describe('candidates', () => {
  const candidate =
    'candidate:487853487 1 udp 2122194687 192.0.2.2 39492 typ host generation 0 ufrag yJIP network-id 1';
  let transport: string;

  beforeEach(async () => {
    transport = await server.startSession();
  });

  it.each([
    ['one', { candidates: [{ candidate, sdp_mid: '0', sdp_mline_index: 0 }], is_final: false }],
    ['one with the client’s name for itself', { candidates: [{ candidate }], client_info: { sdk_type: 'js' } }],
    ['one with null for what is absent', { candidates: [{ candidate, sdp_mid: null, sdp_mline_index: null }] }],
    [
      'one that only its own network resolves',
      { candidates: [{ candidate: candidate.replace('192.0.2.2', 'a-b.local') }] },
    ],
    ['an empty one', { candidates: [{ candidate: '', sdp_mid: '0', sdp_mline_index: 0 }], is_final: false }],
    ['the last, which are none', { candidates: [], is_final: true }],
    ['none, without a list', { is_final: true, candidates: null }],
    ['none at all', {}],
  ])('are taken: %s', async (_what, body: { candidates?: unknown[] | null }) => {
    await server.post(`${transport}/connections/1002/sdp_params`, OFFER_2_12);
    const { status, text } = await server.post(`${transport}/connections/1002/ice_candidates`, body);
    expect([status, text]).toEqual([202, '']);
    expect(server.engine.peer.candidates).toHaveLength(body.candidates?.length ?? 0);
  });

  it('that overtake their offer are kept for it', async () => {
    for (let i = 0; i < 300; i++) {
      if (i < 2 || i >= 298) {
        const one = { candidate: `candidate:${i}`, sdp_mid: '0', sdp_mline_index: 0 };
        await server.post(`${transport}/connections/1002/ice_candidates`, { candidates: [one] });
      }
    }
    await server.post(`${transport}/connections/1002/sdp_params`, OFFER_2_12);
    expect(server.engine.peer.candidates).toEqual(
      [0, 1, 298, 299].map((i) => ({ candidate: `candidate:${i}`, sdpMid: '0', sdpMLineIndex: 0 })),
    );
  });

  it('reach a client of one connection without a number', async () => {
    await server.post(`${transport}/sdp_params`, OFFER_2_9);
    expect((await server.post(`${transport}/ice_candidates`, { candidates: [{ candidate }] })).status).toBe(202);
    expect(server.engine.peer.candidates).toEqual([{ candidate }]);
  });

  it.each([
    ['a body that is no object', 'null', undefined],
    ['a candidate that is no object', { candidates: ['x'] }, 'candidates[0]'],
    ['a candidate without one', { candidates: [{ sdp_mid: '0' }] }, 'candidates[0].candidate'],
    ['an index below zero', { candidates: [{ candidate, sdp_mline_index: -1 }] }, 'candidates[0].sdp_mline_index'],
    ['257 at once', { candidates: Array.from({ length: 257 }, () => ({ candidate })) }, 'candidates'],
    ['one of 4097 characters', { candidates: [{ candidate: 'c'.repeat(4097) }] }, 'candidates[0].candidate'],
  ])('are 422 with %s', async (_what, body, field) => {
    const { status, json } = await server.post(`${transport}/connections/1002/ice_candidates`, body);
    expect([status, json]).toEqual([
      422,
      { detail: expect.any(String), code: 'bad_message', ...(field === undefined ? {} : { field }) },
    ]);
  });
});

describe('a client of one connection', () => {
  it('offers, polls and offers again on the same path, as connection 1001, with its tracks flowing', async () => {
    const transport = await server.startSession();
    server.engine.answer = () => 'v=0 first';
    const offered = await server.post(`${transport}/sdp_params`, OFFER_2_9);
    expect([offered.status, offered.text]).toEqual([202, '']);
    const answered = await server.get(`${transport}/sdp_params`);
    expect([answered.status, answered.json]).toEqual([200, { sdp_answer: 'v=0 first' }]);
    const { options, flowing } = server.engine.peer;
    expect([options.connectionId, options.wire, [...flowing.values()]]).toEqual([1001, 'v0', [true, true]]);
    server.engine.answer = () => 'v=0 second';
    expect((await server.put(`${transport}/sdp_params`, OFFER_2_9)).status).toBe(202);
    expect((await server.get(`${transport}/sdp_params`)).json).toEqual({ sdp_answer: 'v=0 second' });
    expect((await server.get(`${transport}/sdp_params`)).status).toBe(202);
  });
});

describe('a client without a session’s id', () => {
  it('finds the ICE servers before it starts a session', async () => {
    const { status, json } = await server.get('/ice_servers');
    expect([status, json]).toEqual([200, { ice_servers: [] }]);
  });

  it('is answered in the reply, one section both ways, everything flowing', async () => {
    expect((await server.post('/start_session')).status).toBe(200);
    server.engine.answer = () => 'v=0 inline';
    const { status, json } = await server.post('/sdp_params', OFFER_2_2);
    expect([status, json]).toEqual([200, { sdp: 'v=0 inline', type: 'answer' }]);
    const { offer, options, flowing } = server.engine.peer;
    expect([offer?.tracks, options.wire, [...flowing]]).toEqual([undefined, 'flat', [['main_video', true]]]);
  });

  it('may offer again at any time, and watch beside others of its kind', async () => {
    await server.startSession();
    await server.post('/sdp_params', OFFER_2_2);
    const first = server.engine.peer;
    first.connect(first.data);
    expect((await server.post('/sdp_params', OFFER_2_2)).status).toBe(200);
    const second = server.engine.peer;
    second.connect(second.data);
    expect(first.closed).toBe(false);
    expect(server.sessions.runtime().viewers).toBe(2);
    first.data.close();
    expect(server.sessions.runtime().viewers).toBe(1);
  });

  it('is 400 where no session runs', async () => {
    for (const body of [OFFER_2_2, '{}', undefined]) {
      const { status, json } = await server.post('/sdp_params', body);
      expect([status, json]).toEqual([400, NO_SESSION]);
    }
  });

  it.each([
    ['nothing', undefined, undefined],
    ['no offer', { type: 'offer' }, 'sdp'],
    ['an answer', { ...OFFER_2_2, type: 'answer' }, 'type'],
    ['no SDP', { sdp: 'hello', type: 'offer' }, 'sdp'],
  ])('is 422 with %s', async (_what, body, field) => {
    await server.startSession();
    const { status, json } = await server.post('/sdp_params', body);
    expect([status, json]).toMatchObject([422, field === undefined ? {} : { field }]);
    expect(server.sessions.runtime().current?.participants.size).toBe(0);
  });
});
