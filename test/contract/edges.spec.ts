import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Echo } from './support/echo.model.js';
import { OFFER_2_9 } from './support/offers.js';
import { ReactorUnderTest } from './support/reactor-under-test.js';

const PAGE = 'http://localhost:5173';

/** Every path of the contract with a method that it has, its own or another's part of the server. */
const PATHS: [string, string][] = [
  ['POST', '/start_session'],
  ['POST', '/stop_session'],
  ['GET', '/session'],
  ['GET', '/schema'],
  ['GET', '/health'],
  ['GET', '/metrics'],
  ['GET', '/events'],
  ['GET', '/ice_servers'],
  ['POST', '/sdp_params'],
  ['GET', '/sessions/s/transport/webrtc/ice_servers'],
  ['POST', '/sessions/s/transport/webrtc/sdp_params'],
  ['PUT', '/sessions/s/transport/webrtc/sdp_params'],
  ['POST', '/sessions/s/transport/webrtc/ice_candidates'],
  ['POST', '/sessions/s/transport/webrtc/connections'],
  ['PUT', '/sessions/s/transport/webrtc/connections/1002/sdp_params'],
  ['POST', '/sessions/s/transport/webrtc/connections/1002/ice_candidates'],
  ['POST', '/sessions/s/uploads'],
  ['PUT', '/uploads/u'],
  ['GET', '/clips'],
  ['GET', '/clips/chunks/r/init.mp4'],
  ['POST', '/models/echo/start_session'],
  ['PUT', '/models/echo/sessions/s/transport/webrtc/sdp_params'],
];

let server: ReactorUnderTest;

beforeAll(async () => {
  server = await ReactorUnderTest.start({ signaling: { maxBodyBytes: 20_000 } });
});
afterAll(() => server.close());

describe('a page of another origin', () => {
  it.each(PATHS)('may ask to %s %s, with the headers that it asks for', async (method, path) => {
    const asked = 'authorization,content-type,reactor-api-accept-version,reactor-api-version,reactor-webrtc-version';
    const { status, text, headers } = await server.request('OPTIONS', path, undefined, {
      origin: PAGE,
      'access-control-request-method': method,
      'access-control-request-headers': asked,
    });
    expect([status, text]).toEqual([204, '']);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-methods')).toContain(method);
    expect(headers.get('access-control-allow-headers')).toBe(asked);
    expect(headers.get('access-control-max-age')).toBe('600');
  });

  it.each([
    ['a reply', 'GET', '/session', undefined, 200],
    ['a refusal', 'POST', '/stop_session', '{}', 409],
    ['a body that cannot be read', 'POST', '/start_session', '{', 422],
    ['a body that is too large', 'POST', '/start_session', `{"a":"${'x'.repeat(20_000)}"}`, 413],
    ['a path that is not known', 'GET', '/sessions/s/transport/webrtc/x', undefined, 404],
    ['a method that is not known', 'POST', '/session', undefined, 405],
  ])('reads %s, and when to come again', async (_what, method, path, body, expected) => {
    const { status, headers } = await server.request(method, path, body, { origin: PAGE });
    expect(status).toBe(expected);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-expose-headers')).toContain('Retry-After');
  });

  it('is kept out where only others are allowed', async () => {
    const strict = await ReactorUnderTest.start({ signaling: { allowedOrigins: ['https://app.example'] } });
    try {
      const stranger = await strict.get('/session', { origin: PAGE });
      expect(stranger.headers.get('access-control-allow-origin')).toBeNull();
      const friend = await strict.get('/session', { origin: 'https://app.example' });
      expect(friend.headers.get('access-control-allow-origin')).toBe('https://app.example');
      expect(friend.headers.get('vary')).toContain('Origin');
    } finally {
      await strict.close();
    }
  });
});

describe('a request that no route takes', () => {
  it.each([
    ['DELETE', '/session', 'GET'],
    ['POST', '/session', 'GET'],
    ['GET', '/start_session', 'POST'],
    ['PATCH', '/sessions/s/transport/webrtc/sdp_params', 'GET, POST, PUT'],
    ['GET', '/sessions/s/transport/webrtc/connections', 'POST'],
    ['PUT', '/models/echo/session', 'GET'],
  ])('is 405 for %s %s, and told what it may do', async (method, path, allowed) => {
    const { status, json, headers } = await server.request(method, path);
    expect([status, json]).toEqual([405, { detail: 'Method Not Allowed', code: 'method_not_allowed' }]);
    expect(headers.get('allow')).toBe(allowed);
  });

  it('answers HEAD where it answers GET', async () => {
    expect((await server.request('HEAD', '/session')).status).toBe(200);
  });

  it.each(['/sessions/s/transport/webrtc', '/sessions/s/transport/webrtc/x', '/models/echo/sessions/s/transport/x'])(
    'is 404 at %s',
    async (path) => {
      const { status, json } = await server.get(path);
      expect([status, json]).toEqual([404, { detail: 'Not Found', code: 'not_found' }]);
    },
  );
});

describe('a body', () => {
  it.each(['{', '{"a":NaN}', 'hello', "{'a':1}", '\u0000'])('that is no JSON is 422: %j', async (body) => {
    const { status, json } = await server.post('/start_session', body);
    expect([status, json]).toEqual([422, { detail: 'the body is not JSON', code: 'not_json' }]);
  });

  it('is refused at its limit', async () => {
    const filled = (bytes: number): string => `{"a":"${'x'.repeat(bytes - 8)}"}`;
    expect((await server.post('/start_session', filled(20_000))).status).toBe(200);
    const { status, json } = await server.post('/start_session', filled(20_001));
    expect([status, json]).toEqual([
      413,
      { detail: 'a body may have 20000 bytes; send a smaller one', code: 'message_too_large' },
    ]);
    await server.rest();
  });

  it('is counted as it unpacks, not as it was sent', async () => {
    const { gzipSync } = await import('node:zlib');
    const reply = await fetch(`${server.url}/start_session`, {
      method: 'POST',
      headers: { 'content-encoding': 'gzip' },
      body: gzipSync(`{"a":"${'x'.repeat(1_000_000)}"}`),
    });
    expect([reply.status, await reply.json()]).toEqual([
      413,
      { detail: 'a body may have 20000 bytes; send a smaller one', code: 'message_too_large' },
    ]);
  });

  it('that does not unpack is refused in fixed words, not in those of a library', async () => {
    const { status, json } = await server.post('/start_session', 'this is no gzip', { 'content-encoding': 'gzip' });
    const detail = 'the body cannot be read; send JSON in UTF-8 with the length that its header says';
    expect([status, json]).toEqual([422, { detail, code: 'bad_message' }]);
  });

  it('of another encoding than this server reads is refused', async () => {
    const { status, json } = await server.post('/start_session', '{}', { 'content-encoding': 'zstd-of-old' });
    expect([status, json]).toMatchObject([422, { code: 'bad_message' }]);
  });

  it('is read as JSON whatever its type says', async () => {
    const { status } = await server.post('/start_session', '{}', { 'content-type': 'text/plain' });
    expect(status).toBe(200);
    await server.rest();
  });

  it('that never comes does not hold the server up', async () => {
    const { port } = new URL(server.url);
    const stuck = httpRequest({ port, host: '127.0.0.1', method: 'POST', path: '/start_session' });
    stuck.on('error', () => {});
    stuck.setHeader('content-length', '100');
    stuck.write('{');
    expect((await server.get('/session')).status).toBe(200);
    stuck.destroy();
    expect(await server.stateOf()).toBe('ready');
  });
});

describe('a second model', () => {
  it('has every route under its name, and a session of its own', async () => {
    const { Broken } = await import('./support/echo.model.js');
    const two = await ReactorUnderTest.start({ models: [Echo, Broken] });
    try {
      expect((await two.get('/models/echo/session')).json).toMatchObject({ model: { name: 'echo' }, state: 'ready' });
      expect((await two.get('/models/broken/session')).json).toMatchObject({ state: 'terminated' });
      expect((await two.get('/models/broken/health')).status).toBe(503);
      expect((await two.post('/models/broken/start_session')).status).toBe(503);
      const transport = await two.startSession('/models/echo');
      expect((await two.get('/session')).json).toMatchObject({ state: 'waiting' });
      expect((await two.get(`${transport}/ice_servers`)).json).toEqual({ ice_servers: [] });
      expect((await two.post(`${transport}/sdp_params`, OFFER_2_9)).status).toBe(202);
      expect((await two.get('/models/echo/ice_servers')).status).toBe(200);
    } finally {
      await two.close();
    }
  });

  it('is 404 where there is none of that name', async () => {
    const { status, json } = await server.get('/models/other/session');
    expect([status, json]).toEqual([
      404,
      { detail: 'no model is called "other"; this server has echo', code: 'unknown_model' },
    ]);
  });

  it.each([
    ['GET', '/models/%ff/session'],
    ['GET', '/sessions/%ff/transport/webrtc/ice_servers'],
    ['PUT', '/sessions/%ff/transport/webrtc/connections'],
  ])('is 400 where the path cannot be decoded, in the same form: %s %s', async (method, path) => {
    const { status, json } = await server.request(method, path);
    expect([status, json]).toEqual([
      400,
      { detail: 'the path cannot be decoded; percent-encode its parts as UTF-8', code: 'bad_message' },
    ]);
  });
});
