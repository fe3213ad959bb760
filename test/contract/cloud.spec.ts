import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { Camera } from './support/camera.model.js';
import { CloudUnderTest, type Headers } from './support/cloud-under-test.js';
import { Echo } from './support/echo.model.js';
import { newOrigin, OFFER_2_12, OFFER_2_2 } from './support/offers.js';
import { ReactorUnderTest, type ReactorUnderTestOptions } from './support/reactor-under-test.js';
import { SignalingSocket } from './support/signaling-socket.js';

let cloud: CloudUnderTest;
let key: string;
let keyId: string;

async function start(options: ReactorUnderTestOptions = {}): Promise<void> {
  cloud = await CloudUnderTest.start(options);
  ({ text: key, id: keyId } = await cloud.key());
}

const get = (path: string, headers?: Headers): Promise<{ status: number; json: unknown }> =>
  cloud.server.get(path, headers);
const end = (id: string, headers: Headers, body?: unknown): Promise<{ status: number; json: unknown }> =>
  cloud.server.request('DELETE', `/sessions/${id}`, body, headers);
const states = async (id: string, bearer: Headers): Promise<string> =>
  ((await get(`/sessions/${id}`, bearer)).json as { state: string }).state;

afterEach(() => cloud.close());

describe('POST /tokens', () => {
  beforeEach(() => start());

  it.each([
    ['no body', undefined],
    ['null', 'null'],
    ['an empty object', {}],
  ])('mints a token with %s', async (_, body) => {
    const before = Math.floor(Date.now() / 1_000);
    const { status, json } = await cloud.server.post('/tokens', body, { 'reactor-api-key': key });
    expect([status, json]).toEqual([
      200,
      { jwt: expect.stringMatching(/^ey.+\..+\..+$/), expires_at: expect.any(Number) },
    ]);
    const { expires_at } = json as { expires_at: number };
    expect(expires_at - before).toBeGreaterThanOrEqual(3_599);
    expect(expires_at - before).toBeLessThanOrEqual(3_602);
  });

  it('mints one for a client up to 2.6', async () => {
    const { status, json } = await get('/tokens', { 'x-api-key': key });
    expect([status, json]).toMatchObject([200, { jwt: expect.any(String) }]);
  });

  it('shortens a life that is longer than six hours', async () => {
    const { json } = await cloud.server.post('/tokens', { expires_after: 1_000_000 }, { 'reactor-api-key': key });
    expect((json as { expires_at: number }).expires_at - Date.now() / 1_000).toBeLessThanOrEqual(21_601);
  });

  it.each([
    ['no key', {}, 'unauthorized'],
    ['a key that nobody made', { 'reactor-api-key': 'rk_000000000000_x' }, 'unknown_key'],
  ])('refuses %s', async (_, headers, code) => {
    expect(await cloud.server.post('/tokens', undefined, headers)).toMatchObject({ status: 401, json: { code } });
  });

  it('mints no token from a token', async () => {
    const bearer = await cloud.bearer(key);
    expect(await cloud.server.post('/tokens', undefined, bearer)).toMatchObject({
      status: 401,
      json: { code: 'unauthorized' },
    });
  });

  it.each([
    ['a key that is spelled wrong', { expires_afer: 1 }, 'expires_afer'],
    [
      'a limit in the wrong place',
      { authorization_details: [{ max_sessions: 1 }] },
      'authorization_details[0].max_sessions',
    ],
    ['another kind of details', { authorization_details: [{ type: 'payment' }] }, 'authorization_details[0].type'],
    [
      'a session that is longer than a day',
      { authorization_details: [{ constraints: { max_session_duration_seconds: 86_401 } }] },
      'authorization_details[0].constraints.max_session_duration_seconds',
    ],
  ])('refuses %s', async (_, body, field) => {
    expect(await cloud.server.post('/tokens', body, { 'reactor-api-key': key })).toMatchObject({
      status: 422,
      json: { code: 'bad_message', field },
    });
  });

  it.each([
    ['a role', { authorization_details: [{ roles: ['operate'] }] }],
    ['a model', { authorization_details: [{ resources: { models: { match: ['camera'] } } }] }],
  ])('refuses %s that its key does not have', async (_, body) => {
    const { text } = await cloud.key({ models: ['echo'] });
    expect(await cloud.server.post('/tokens', body, { 'reactor-api-key': text })).toMatchObject({
      status: 403,
      json: { code: 'forbidden', field: 'authorization_details' },
    });
  });
});

describe('a session of the cloud API', () => {
  it('is made, polled and ended as js-sdk 2.12 does', async () => {
    await start({ cloud: { cluster: 'here' } });
    const bearer = await cloud.bearer(key);
    const made = await cloud.create(bearer);
    const { session_id: id } = made.json as { session_id: string };
    expect([made.status, made.json]).toEqual([
      200,
      {
        session_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        state: 'CREATED',
        cluster: 'here',
        model: { name: 'echo' },
        server_info: { server_version: expect.any(String) },
      },
    ]);
    expect((await get(`/sessions/${id}`, bearer)).json).toMatchObject({
      session_id: id,
      state: 'WAITING',
      cluster: 'here',
      selected_transport: { protocol: 'webrtc', version: '1.0' },
      capabilities: {
        protocol_version: 'v0',
        tracks: [{ name: 'webcam' }, { name: 'main_video' }, { name: 'main_audio' }],
      },
    });
    expect((await get(`/sessions/${id}/info`, bearer)).json).toEqual({
      session_id: id,
      state: 'WAITING',
      cluster: 'here',
    });
    expect(await end(id, bearer, { reason: 'done' })).toMatchObject({ status: 200, json: { session_id: id } });
    await until('the end', async () => (await states(id, bearer)) === 'CLOSED');
    expect((await get(`/sessions/${id}`, bearer)).json).toMatchObject({ end_reason: 'stopped', end_message: 'done' });
    expect((await get(`/sessions/${id}`, bearer)).json).not.toHaveProperty('capabilities');
    expect(await end(id, bearer)).toMatchObject({ status: 200, json: { state: 'CLOSED' } });
  });

  it('connects over the routes at the root, also of a model that is not the default one', async () => {
    await start({ models: [Camera, Echo] });
    const bearer = await cloud.bearer(key, {
      authorization_details: [{ type: 'session', resources: { models: { match: ['echo'] } } }],
    });
    expect((await get('/ice_servers?model=echo', bearer)).status).toBe(200);
    expect((await get('/ice_servers?model=camera', bearer)).status).toBe(403);
    const id = await cloud.session(bearer);
    const transport = `/sessions/${id}/transport/webrtc`;
    expect((await get(`${transport}/ice_servers`, bearer)).json).toEqual({ ice_servers: [] });
    const { status, json } = await cloud.server.post(`${transport}/connections`, undefined, bearer);
    expect(status).toBe(201);
    const { connection_id } = json as { connection_id: number };
    const connection = `${transport}/connections/${connection_id}/sdp_params`;
    expect((await cloud.server.post(connection, OFFER_2_12, bearer)).status).toBe(202);
    await until('the answer', async () => (await get(connection, bearer)).status === 200);
    cloud.server.engine.peers[0]!.connect();
    await until('the client', async () => (await states(id, bearer)) === 'ACTIVE');
    expect((await cloud.create(bearer, 'camera')).status).toBe(403);
  });

  it('is made with an offer, and answered by polling, as js-sdk 2.2 does', async () => {
    await start();
    const bearer = await cloud.bearer(key);
    const { sdp } = OFFER_2_2;
    const made = await cloud.server.post(
      '/sessions',
      { model: { name: 'echo' }, sdp_offer: sdp, extra_args: {} },
      bearer,
    );
    expect(made.status).toBe(200);
    const { session_id: id } = made.json as { session_id: string };
    const path = `/sessions/${id}/sdp_params`;
    await until('the answer', async () => {
      const { status, json } = await get(path, bearer);
      if (status === 200) expect(json).toEqual({ sdp_answer: expect.stringContaining('v=0') });
      return status === 200;
    });
    expect((await get(path, bearer)).status).toBe(202);
    const again = await cloud.server.put(path, { sdp_offer: newOrigin(sdp), extra_args: {} }, bearer);
    expect(again.status).toBe(202);
    await until('the next answer', async () => (await get(path, bearer)).status === 200);
    expect((await get(path, await cloud.bearer(key))).status).toBe(403);
  });

  it('runs beside others, of which a client lists its own', async () => {
    await start({ session: { instances: 3 } });
    const [ada, bob] = [await cloud.bearer(key), await cloud.bearer(key)];
    const first = await cloud.session(ada);
    const second = await cloud.session(ada);
    const third = await cloud.session(bob);
    const listed = async (headers: Headers): Promise<string[]> =>
      ((await get('/sessions', headers)).json as { sessions: { session_id: string }[] }).sessions.map(
        ({ session_id }) => session_id,
      );
    expect(await listed(ada)).toEqual([first, second]);
    expect(await listed(bob)).toEqual([third]);
    // The key itself has those of all its tokens.
    expect(await listed({ authorization: `Bearer ${key}` })).toEqual([first, second, third]);
    const other = await cloud.key();
    expect(await listed({ authorization: `Bearer ${other.text}` })).toEqual([]);
    expect(await cloud.create(bob)).toMatchObject({ status: 409, json: { code: 'session_busy' } });
    await end(second, ada);
    await until('its end', async () => (await states(second, ada)) === 'CLOSED');
    expect(await states(first, ada)).toBe('WAITING');
    expect((await cloud.create(bob)).status).toBe(200);
  });

  it.each([
    ['an unknown model', { model: { name: 'nothing' } }, 404, 'unknown_model'],
    ['no model', {}, 422, 'bad_message'],
    ['no body', undefined, 422, 'bad_message'],
  ])('is refused for %s', async (_, body, status, code) => {
    await start();
    expect(await cloud.server.post('/sessions', body, await cloud.bearer(key))).toMatchObject({
      status,
      json: { code },
    });
  });

  it('that nobody joins ends, and says why', async () => {
    await start({ session: { orphanTimeoutMs: 100 } });
    const bearer = await cloud.bearer(key);
    const id = await cloud.session(bearer);
    await until('the end', async () => (await states(id, bearer)) === 'CLOSED');
    expect((await get(`/sessions/${id}`, bearer)).json).toMatchObject({ end_reason: 'timed_out' });
    expect((await cloud.create(bearer)).status).toBe(200);
  });

  it('is forgotten after a while', async () => {
    await start({ cloud: { endedSessionMs: 0 } });
    const bearer = await cloud.bearer(key);
    const id = await cloud.session(bearer);
    await end(id, bearer);
    await until('the end', async () => (await get(`/sessions/${id}`, bearer)).status === 404);
    expect(await end(id, bearer)).toMatchObject({ status: 404, json: { code: 'unknown_session' } });
  });

  it('takes a file without a token at the address that its client got', async () => {
    await start();
    const bearer = await cloud.bearer(key);
    const id = await cloud.session(bearer);
    const file = { name: 'a.txt', size: 1, mime_type: 'text/plain' };
    expect((await cloud.server.post(`/sessions/${id}/uploads`, file)).status).toBe(401);
    const { json } = await cloud.server.post(`/sessions/${id}/uploads`, file, bearer);
    const { presigned_url } = json as { presigned_url: string };
    const { status } = await fetch(presigned_url, {
      method: 'PUT',
      body: 'x',
      headers: { 'content-type': 'text/plain' },
    });
    expect(status).toBe(200);
  });
});

describe('a session of another client', () => {
  let id: string;
  let owner: Headers;
  beforeEach(async () => {
    await start({ cloud: { anonymousRoles: ['view', 'control'] } });
    owner = await cloud.bearer(key);
    id = await cloud.session(owner);
  });

  const strangers: [string, () => Promise<Headers>][] = [
    ['another token of the same key', () => cloud.bearer(key)],
    ['a token of another key', async () => await cloud.bearer((await cloud.key()).text)],
    ['another key', async () => ({ authorization: `Bearer ${(await cloud.key()).text}` })],
    ['nobody', async () => ({})],
  ];
  const routes: [string, string][] = [
    ['GET', ''],
    ['GET', '/info'],
    ['DELETE', ''],
    ['GET', '/transport/webrtc/ice_servers'],
    ['POST', '/transport/webrtc/connections'],
    ['GET', '/sdp_params'],
  ];

  it.each(strangers)('is closed to %s', async (_, credentials) => {
    const headers = await credentials();
    for (const [method, path] of routes) {
      const { status, json } = await cloud.server.request(method, `/sessions/${id}${path}`, undefined, headers);
      expect([method, path, status, json]).toEqual([
        method,
        path,
        403,
        { code: 'forbidden', detail: expect.stringContaining('belongs to another client') },
      ]);
    }
    expect(await states(id, owner)).toBe('WAITING');
  });

  it('is not what a client without a session means', async () => {
    expect(await get('/session', {})).toMatchObject({ json: { session_id: '00000000-0000-0000-0000-000000000000' } });
    expect(await cloud.server.post('/sdp_params', { sdp: OFFER_2_2.sdp, type: 'offer' })).toMatchObject({
      status: 400,
    });
    expect(await cloud.server.post('/start_session', {})).toMatchObject({
      status: 409,
      json: { code: 'session_busy' },
    });
    expect((await get('/snapshot')).status).toBe(400);
    expect(await get(`/snapshot?session=${id}`)).toMatchObject({ status: 403 });
    const socket = await SignalingSocket.open(cloud.server.url);
    expect(await socket.ask({ type: 'join', session_id: id })).toMatchObject({ error: { code: 'forbidden' } });
    expect(await socket.ask({ type: 'join' })).toMatchObject({ error: { code: 'session_busy' } });
  });

  it('is open to a token that was given it, which starts none', async () => {
    const bound = await cloud.bearer(key, {
      authorization_details: [{ type: 'session', resources: { models: { all: true }, sessions: { bind: [id] } } }],
    });
    expect(await states(id, bound)).toBe('WAITING');
    expect((await cloud.server.post(`/sessions/${id}/transport/webrtc/connections`, undefined, bound)).status).toBe(
      201,
    );
    expect(await cloud.create(bound)).toMatchObject({ status: 403, json: { code: 'forbidden' } });
    expect((await end(id, bound)).status).toBe(200);
  });

  it('cannot be given away by another key', async () => {
    const { text } = await cloud.key();
    const details = { authorization_details: [{ resources: { sessions: { bind: [id] } } }] };
    expect(await cloud.server.post('/tokens', details, { 'reactor-api-key': text })).toMatchObject({
      status: 403,
      json: { code: 'forbidden' },
    });
  });

  it('is open to every token of its subject', async () => {
    await end(id, owner);
    await until('its end', async () => (await states(id, owner)) === 'CLOSED');
    const mine = await cloud.session(await cloud.bearer(key, { subject: 'ada' }));
    expect(await states(mine, await cloud.bearer(key, { subject: 'ada' }))).toBe('WAITING');
    expect((await get(`/sessions/${mine}`, await cloud.bearer(key, { subject: 'bob' }))).status).toBe(403);
  });
});

describe('a server with the cloud API', () => {
  it('asks everybody for a token, but for its health', async () => {
    await start();
    for (const path of ['/session', '/schema', '/list_models', '/metrics', '/sessions', '/usage']) {
      const { status, headers, json } = await cloud.server.get(path, { authorization: 'Bearer local' });
      expect([path, status, json]).toMatchObject([path, 401, { code: 'unauthorized' }]);
      expect(headers.get('www-authenticate')).toBe('Bearer');
    }
    expect((await get('/health')).status).toBe(200);
  });

  it('knows a socket of a page by its token', async () => {
    await start();
    const { authorization = '' } = await cloud.bearer(key);
    const token = authorization.slice('Bearer '.length);
    const socket = await SignalingSocket.open(cloud.server.url, {}, ['bearer', token]);
    expect(await socket.ask({ type: 'join' })).toMatchObject({ type: 'joined', roles: ['view', 'control', 'publish'] });
  });

  it('lets the application’s authorize decide with the token’s principal', async () => {
    const asked: unknown[] = [];
    await start({
      signaling: {
        authorize: ({ action, principal, headers }) => {
          asked.push([action, principal?.account]);
          if (headers['x-user'] === 'admin') return { id: 'admin', roles: ['view', 'operate'] };
          return principal !== undefined && action !== 'sessions';
        },
      },
    });
    const bearer = await cloud.bearer(key);
    expect((await get('/sessions', bearer)).status).toBe(401);
    const id = await cloud.session(bearer);
    expect(asked).toEqual(
      expect.arrayContaining([
        ['tokens', keyId],
        ['start_session', keyId],
      ]),
    );
    // An operator of the application may use every session.
    expect((await end(id, { 'x-user': 'admin' })).status).toBe(200);
  });

  it('leaves its paths to the application where the option is not given', async () => {
    await start();
    const plain = await ReactorUnderTest.start();
    try {
      for (const [method, path] of [
        ['POST', '/tokens'],
        ['POST', '/sessions'],
        ['GET', '/sessions'],
        ['GET', '/usage'],
      ] as const) {
        const { status, json } = await plain.request(method, path);
        expect([path, status, json]).toMatchObject([path, 404, { error: 'Not Found' }]);
      }
      expect((await plain.get('/session')).status).toBe(200);
    } finally {
      await plain.close();
    }
  });
});

describe('the limits of an API key', () => {
  beforeEach(() => start({ session: { instances: 4 } }));

  it('are sessions at once, over all its tokens', async () => {
    const { text } = await cloud.key({ maxSessions: 2 });
    const bearers = await Promise.all([1, 2, 3].map(() => cloud.bearer(text)));
    const replies = await Promise.all(bearers.map((bearer) => cloud.create(bearer)));
    expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 429]);
    expect(replies.find(({ status }) => status === 429)?.json).toMatchObject({ code: 'session_limit' });
    // The local routes start sessions too.
    const refused = await cloud.server.post('/start_session', { own: true }, await cloud.bearer(text));
    expect(refused).toMatchObject({ status: 429, json: { code: 'session_limit' } });
    expect((await cloud.create(await cloud.bearer(key))).status).toBe(200);
  });

  it('are sessions over the life of a token', async () => {
    const details = { authorization_details: [{ type: 'session', constraints: { max_sessions: 1 } }] };
    const bearer = await cloud.bearer(key, details);
    const id = await cloud.session(bearer);
    await end(id, bearer);
    await until('its end', async () => (await states(id, bearer)) === 'CLOSED');
    expect(await cloud.create(bearer)).toMatchObject({
      status: 403,
      json: { code: 'forbidden', detail: 'this token may start 1 sessions, and has done so; ask for another token' },
    });
    expect((await cloud.create(await cloud.bearer(key, details))).status).toBe(200);
  });

  it('are starts in a minute', async () => {
    await cloud.close();
    await start({ session: { instances: 4 }, cloud: { sessionsPerMinute: 1 } });
    const bearer = await cloud.bearer(key);
    await cloud.session(bearer);
    const refused = await cloud.create(bearer);
    expect(refused).toMatchObject({ status: 429, json: { code: 'rate_limited' } });
    expect(refused.headers.get('retry-after')).toBe('60');
  });
});

describe('the time of a session', () => {
  it.each([
    ['the server', { maxSessionMs: 150 }, undefined],
    ['its token', {}, { authorization_details: [{ constraints: { max_session_duration_seconds: 1 } }] }],
  ])('is limited by %s', async (_, options, details) => {
    await start({ cloud: options });
    const bearer = await cloud.bearer(key, details);
    const id = await cloud.session(bearer);
    await until('its end', async () => (await states(id, bearer)) === 'CLOSED');
    expect((await get(`/sessions/${id}`, bearer)).json).toMatchObject({
      end_reason: 'timed_out',
      end_message: 'The longest time of a session is over.',
    });
  });

  it('ends where nobody uses it, and goes on while it is used', async () => {
    await start({ cloud: { idleSessionMs: 400 } });
    const { authorization = '' } = await cloud.bearer(key);
    const socket = await SignalingSocket.open(cloud.server.url, { authorization });
    await socket.ask({ type: 'join' });
    for (const _ of [1, 2, 3, 4, 5]) {
      await new Promise((resolve) => setTimeout(resolve, 150));
      expect(await socket.ask({ type: 'command', name: 'say', args: { words: 'x' } })).toMatchObject({ type: 'reply' });
    }
    await until('its end', () => socket.told.some(({ type }) => type === 'ended'));
    expect(socket.told.find(({ type }) => type === 'ended')).toMatchObject({ reason: 'timed_out' });
  });
});

describe('a key that is withdrawn', () => {
  it('ends its sessions, is refused from then on, and no other is', async () => {
    await start({ session: { instances: 2 } });
    const bearer = await cloud.bearer(key);
    const id = await cloud.session(bearer);
    const socket = await SignalingSocket.open(cloud.server.url, bearer);
    await socket.ask({ type: 'join', session_id: id });
    const other = await cloud.key();
    const kept = await cloud.session(await cloud.bearer(other.text, { subject: 'ada' }));
    await cloud.withdraw(keyId);
    await until('the end', () => socket.told.some(({ type }) => type === 'ended'));
    for (const headers of [bearer, { 'reactor-api-key': key }]) {
      expect(await get('/sessions', headers)).toMatchObject({ status: 401, json: { code: 'key_withdrawn' } });
    }
    const operator = await cloud.bearer(other.text, { subject: 'ada' });
    expect(await states(kept, operator)).toBe('WAITING');
    await until('the instance', async () => (await cloud.create(operator)).status === 200);
  });
});

describe('GET /usage', () => {
  it('has what a key has used, of all keys for an operator, and metrics of the same', async () => {
    await start({ session: { instances: 2 } });
    const bearer = await cloud.bearer(key);
    const id = await cloud.session(bearer);
    await cloud.session(bearer);
    await end(id, bearer);
    const operator = await cloud.key({ roles: ['view', 'operate'] });
    const used = async (headers: Headers): Promise<unknown> => (await get('/usage', headers)).json;
    const own = { key: keyId, sessions: 2, running: 1, session_seconds: expect.any(Number), bytes_sent: 0 };
    expect(await used(bearer)).toEqual({ since: expect.any(String), keys: [own] });
    expect(await used({ authorization: `Bearer ${operator.text}` })).toMatchObject({ keys: [own] });
    const { text } = await cloud.server.get('/metrics', { authorization: `Bearer ${operator.text}` });
    expect(text).toContain(`reactor_key_sessions{key="${keyId}"} 1`);
    expect(text).toContain(`reactor_key_sessions_total{key="${keyId}"} 2`);
    expect(text).toMatch(new RegExp(`reactor_key_session_seconds_total\\{key="${keyId}"\\} 0\\.\\d`));
    expect((await get('/usage')).status).toBe(401);
  });
});
