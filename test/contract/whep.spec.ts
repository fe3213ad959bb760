import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { EventReader } from './support/event-reader.js';
import { readMetrics, valueOf } from './support/metrics-text.js';
import { answerWith, offerOf } from './support/player-offer.js';
import { Broken, Echo, SlowLoader } from './support/echo.model.js';
import { Camera } from './support/camera.model.js';
import { OFFER_2_12 } from './support/offers.js';
import { type Reply, ReactorUnderTest, type ReactorUnderTestOptions } from './support/reactor-under-test.js';

const SDP = { 'content-type': 'application/sdp' };
const FRAGMENT = { 'content-type': 'application/trickle-ice-sdpfrag' };
const PLAYER = ['video recvonly', 'audio recvonly'] as const;

let server: ReactorUnderTest;

beforeAll(async () => {
  server = await ReactorUnderTest.start();
});
afterEach(() => server.rest());
afterAll(() => server.close());

async function withOptions(
  options: ReactorUnderTestOptions,
  test: (other: ReactorUnderTest) => Promise<void>,
): Promise<void> {
  const other = await ReactorUnderTest.start(options);
  try {
    await test(other);
  } finally {
    SlowLoader.finish();
    await other.close();
  }
}

const watch = (to = server, path = '/whep', offer = offerOf(...PLAYER), headers = {}): Promise<Reply> =>
  to.post(path, offer, { ...SDP, ...headers });

/** A player that watches: where it is, and the tag of its ICE. */
async function connected(to = server, headers = {}): Promise<{ readonly place: string; readonly etag: string }> {
  const reply = await watch(to, '/whep', offerOf(...PLAYER), headers);
  to.engine.peer.connect();
  return { place: reply.headers.get('location')!, etag: reply.headers.get('etag')! };
}

const viewers = (to = server): number => to.sessions.runtime().viewers;

describe('POST /whep', () => {
  it('answers with the SDP, and says where the connection is', async () => {
    server.engine.answer = () => answerWith('srv1');
    const { status, headers, text } = await watch();
    expect([status, text]).toEqual([201, answerWith('srv1')]);
    expect(headers.get('content-type')).toBe('application/sdp');
    expect(headers.get('location')).toMatch(/^\/whep_peers\/[\w-]{24}$/);
    expect(headers.get('etag')).toMatch(/^"[\w-]{12}"$/);
    expect(headers.get('accept-patch')).toBe('application/trickle-ice-sdpfrag');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('link')).toBeNull();
  });

  it('starts a session where none runs, and its outputs flow at once', async () => {
    await watch();
    server.engine.peer.connect();
    expect([await server.stateOf(), viewers()]).toEqual(['streaming', 1]);
    expect([...server.engine.peer.flowing]).toEqual([
      ['main_video', true],
      ['main_audio', true],
    ]);
  });

  it('joins the session that runs', async () => {
    await server.startSession();
    const { session_id: before } = (await server.get('/session')).json as { session_id: string };
    for (let i = 0; i < 2; i++) {
      await watch();
      server.engine.peer.connect();
    }
    expect((await server.get('/session')).json).toMatchObject({ session_id: before, state: 'streaming' });
    expect(viewers()).toBe(2);
  });

  it('takes a type with parameters, and answers one that asks for anything', async () => {
    const { status } = await watch(server, '/whep', offerOf(...PLAYER), {
      'content-type': 'Application/SDP; charset=utf-8',
      accept: '*/*',
    });
    expect(status).toBe(201);
  });

  it.each<[string, string, Record<string, string>, number, string]>([
    ['JSON', '{}', { 'content-type': 'application/json' }, 415, 'unsupported_media_type'],
    ['an Accept without SDP', offerOf(...PLAYER), { accept: 'text/html' }, 406, 'not_acceptable'],
    ['nothing', '', {}, 422, 'bad_message'],
    ['no SDP', 'hello', {}, 422, 'bad_sdp'],
    ['an offer that only sends', offerOf('video sendonly'), {}, 422, 'bad_sdp'],
    ['an offer that is too long', offerOf(...PLAYER) + 'a=x\r\n'.repeat(40_000), {}, 422, 'bad_message'],
    ['an offer beyond the limit of bodies', 'v=0'.repeat(400_000), {}, 413, 'message_too_large'],
  ])('refuses %s, and starts nothing', async (_what, body, headers, status, code) => {
    const reply = await watch(server, '/whep', body, headers);
    expect(reply).toMatchObject({ status, json: { code } });
    expect(await server.stateOf()).toBe('ready');
    if (status === 415) expect(reply.headers.get('accept-post')).toBe('application/sdp');
  });

  it('ends a session that it started for an offer which cannot be answered', async () => {
    server.engine.answer = () => {
      throw new Error('no');
    };
    expect(await watch()).toMatchObject({ status: 422, json: { code: 'negotiation_failed' } });
    await until('its end', async () => (await server.stateOf()) === 'ready');
  });

  it('gives each section an output of its kind, or the one that the query names', async () => {
    const oneVideo = offerOf('video recvonly');
    expect((await watch(server, '/whep?video=main_video', oneVideo)).status).toBe(201);
    expect([...server.engine.peer.flowing.keys()]).toEqual(['main_video']);
    expect(await watch(server, '/whep?video=depth', oneVideo)).toMatchObject({
      status: 404,
      json: {
        code: 'unknown_track',
        field: 'video',
        detail: 'the model has no video output "depth"; it has main_video',
      },
    });
    expect((await watch(server, '/whep', offerOf('video sendrecv', 'video recvonly'))).status).toBe(201);
    expect([...server.engine.peer.flowing.keys()]).toEqual(['main_video']);
  });

  it('serves any model under its name, also with a prefix', async () => {
    await withOptions({ models: [Echo, Camera] }, async (other) => {
      for (const path of ['/whep/camera', '/models/camera/whep']) {
        const { status, headers } = await watch(other, path);
        expect(status).toBe(201);
        expect(headers.get('location')).toMatch(/^\/models\/camera\/whep_peers\/[\w-]{24}$/);
        expect((await other.request('DELETE', headers.get('location')!)).status).toBe(200);
      }
      expect(other.sessions.runtime('echo').sessions).toEqual([]);
      expect(await watch(other, '/whep/nobody')).toMatchObject({ status: 404, json: { code: 'unknown_model' } });
    });
  });

  it('names the STUN and TURN servers', async () => {
    const iceServers = [
      { uris: ['stun:s.example'] },
      { uris: ['turn:t.example?transport=udp', 'turns:t.example'], credentials: { username: 'u"1', password: 'p\\2' } },
    ];
    await withOptions({ session: { iceServers } }, async (other) => {
      const turn = 'rel="ice-server"; username="u\\"1"; credential="p\\\\2"; credential-type="password"';
      expect((await watch(other)).headers.get('link')).toBe(
        `<stun:s.example>; rel="ice-server", <turn:t.example?transport=udp>; ${turn}, <turns:t.example>; ${turn}`,
      );
    });
  });

  it('joins the session that the query names, on whichever instance', async () => {
    await withOptions({ models: [Echo], session: { instances: 2 } }, async (other) => {
      const start = async () => ((await other.post('/start_session', {})).json as { session_id: string }).session_id;
      const first = await start();
      expect((await watch(other, `/whep?session=${first}`)).status).toBe(201);
      other.engine.peer.connect();
      const second = await start();
      expect(second).not.toBe(first);
      expect((await watch(other)).status).toBe(201);
      other.engine.peer.connect();
      expect(other.sessions.runtime().sessions.map(({ id, viewers: count }) => [id, count])).toEqual([
        [first, 1],
        [second, 1],
      ]);
      expect(await watch(other, '/whep?session=elsewhere')).toMatchObject({
        status: 404,
        json: { code: 'unknown_session' },
      });
    });
  });
});

describe('a player that may not start a session', () => {
  it('is asked to come back until one runs', async () => {
    await withOptions({ signaling: { whep: 'join' } }, async (other) => {
      const refused = await watch(other);
      expect(refused).toMatchObject({
        status: 409,
        json: {
          detail: 'no session of echo is running; ask again when one has started',
          code: 'session_not_running',
        },
      });
      expect(refused.headers.get('retry-after')).toBe('2');
      await other.startSession();
      expect((await watch(other)).status).toBe(201);
    });
  });

  it('hears that the model is terminated', async () => {
    await withOptions({ models: [Broken], signaling: { whep: 'join' } }, async (other) => {
      expect(await watch(other)).toMatchObject({ status: 503, json: { code: 'model_terminated' } });
    });
  });

  it('finds nothing where WHEP is switched off', async () => {
    await withOptions({ signaling: { whep: false } }, async (other) => {
      expect(await watch(other)).toMatchObject({ status: 404, json: { code: 'not_found' } });
    });
  });
});

it('is asked to come back while the model loads', async () => {
  await withOptions({ models: [SlowLoader], loading: true }, async (other) => {
    const reply = await watch(other);
    expect(reply).toMatchObject({ status: 503, json: { code: 'model_loading' } });
    expect(reply.headers.get('retry-after')).toBe('1');
  });
});

describe('limits', () => {
  it('count players as they count other clients', async () => {
    await withOptions({ session: { maxConnections: 1 }, signaling: { joinsPerMinute: 2 } }, async (other) => {
      await connected(other);
      expect(await watch(other)).toMatchObject({ status: 503, json: { code: 'connection_limit' } });
      const limited = await watch(other);
      expect(limited).toMatchObject({ status: 429, json: { code: 'rate_limited' } });
      expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    });
  });
});

describe('PATCH', () => {
  const CANDIDATE = 'candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw';
  const trickle = (...lines: string[]) =>
    ['a=group:BUNDLE 0 1', 'm=video 9 UDP/TLS/RTP/SAVPF 96', 'a=mid:0', ...lines, ''].join('\r\n');
  const OWN_ICE = ['a=ice-ufrag:EsAw', 'a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1'];
  const NEW_ICE = ['a=ice-ufrag:ysXw', 'a=ice-pwd:vw5LmwG4y/e6dPP/zAP9Gp5k'];

  const patch = (place: string, body: string, ifMatch?: string, headers = {}): Promise<Reply> =>
    server.request('PATCH', place, body, {
      ...FRAGMENT,
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      ...headers,
    });

  it('adds candidates', async () => {
    const { place, etag } = await connected();
    const reply = await patch(place, trickle(...OWN_ICE, `a=${CANDIDATE}`, 'a=end-of-candidates'), etag);
    expect([reply.status, reply.text, reply.headers.get('etag')]).toEqual([204, '', null]);
    expect(server.engine.peer.candidates).toEqual([
      { candidate: CANDIDATE, sdpMid: '0' },
      { candidate: '', sdpMid: '0' },
    ]);
  });

  it.each([['*'], ['"*"'], ['its own tag']])('restarts ICE with If-Match %s', async (ifMatch) => {
    const { place, etag } = await connected();
    const { peer } = server.engine;
    server.engine.answer = () => answerWith('srv2');
    const reply = await patch(
      place,
      trickle(...NEW_ICE, 'a=candidate:7 1 udp 1 192.0.2.7 61764 typ host'),
      ifMatch === 'its own tag' ? etag : ifMatch,
    );
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'application/trickle-ice-sdpfrag']);
    expect(reply.text).toBe(
      [
        'a=group:BUNDLE 0 1',
        'a=ice-options:trickle',
        'm=video 9 UDP/TLS/RTP/SAVPF 96',
        'a=ice-ufrag:srv2',
        'a=ice-pwd:0b66f472495ef0ccac7bda65',
        'a=mid:0',
        'a=candidate:1 1 udp 2130706431 198.51.100.1 39132 typ host',
        'a=end-of-candidates',
        '',
      ].join('\r\n'),
    );
    const offered = peer.offer!.sdp;
    expect(offered).toMatch(/^v=0\r\no=- \d+ 3 IN IP4 127\.0\.0\.1\r\n/);
    expect(offered.match(/a=ice-ufrag:.*/g)).toEqual(['a=ice-ufrag:ysXw', 'a=ice-ufrag:ysXw']);
    expect(offered.match(/a=candidate:.*/g)).toEqual(['a=candidate:7 1 udp 1 192.0.2.7 61764 typ host']);
    expect([server.engine.peers.length, peer.answered, peer.closed, viewers()]).toEqual([1, 2, false, 1]);
    const next = reply.headers.get('etag')!;
    expect(next).not.toBe(etag);
    expect((await patch(place, trickle(...NEW_ICE, `a=${CANDIDATE}`), next)).status).toBe(204);
    expect(await patch(place, trickle(`a=${CANDIDATE}`), etag)).toMatchObject({
      status: 412,
      json: { code: 'precondition_failed' },
    });
  });

  it.each<[string, string, string | undefined, Record<string, string>, number, string]>([
    ['without If-Match', trickle(`a=${CANDIDATE}`), undefined, {}, 428, 'precondition_required'],
    ['with another tag', trickle(`a=${CANDIDATE}`), '"other"', {}, 412, 'precondition_failed'],
    ['with a weak tag', trickle(`a=${CANDIDATE}`), 'W/"other"', {}, 412, 'precondition_failed'],
    ['as SDP', trickle(`a=${CANDIDATE}`), '*', SDP, 415, 'unsupported_media_type'],
    ['of garbage', '\u0000\u0001 garbage', '*', {}, 422, 'bad_message'],
    ['of nothing', '', '*', {}, 422, 'bad_message'],
    ['with neither ICE nor candidates', trickle(), '*', {}, 422, 'bad_message'],
    ['with half of the credentials', trickle(NEW_ICE[0]!), '*', {}, 422, 'bad_message'],
    [
      'with a line break in a value',
      trickle('a=candidate:1 1 udp 1 192.0.2.7\ra=x 9 typ host'),
      '*',
      {},
      422,
      'bad_message',
    ],
    ['with a password that is too short', trickle(NEW_ICE[0]!, 'a=ice-pwd:short'), '*', {}, 422, 'bad_sdp'],
    [
      'with too many candidates',
      trickle(...Array.from({ length: 257 }, () => 'a=candidate:1')),
      '*',
      {},
      422,
      'bad_message',
    ],
    ['beyond the limit of fragments', trickle('a=x'.repeat(30_000)), '*', {}, 413, 'message_too_large'],
  ])('is refused %s, and the player watches on', async (_what, body, ifMatch, headers, status, code) => {
    const { place, etag } = await connected();
    expect(await patch(place, body, ifMatch, headers)).toMatchObject({ status, json: { code } });
    expect([server.engine.peer.closed, viewers()]).toEqual([false, 1]);
    expect((await patch(place, trickle(`a=${CANDIDATE}`), etag)).status).toBe(204);
  });

  it('keeps the ICE before where a restart fails', async () => {
    const { place, etag } = await connected();
    server.engine.answer = () => {
      throw new Error('no');
    };
    expect(await patch(place, trickle(...NEW_ICE), '*')).toMatchObject({
      status: 422,
      json: { code: 'negotiation_failed' },
    });
    expect([server.engine.peer.closed, viewers()]).toEqual([false, 1]);
    expect((await patch(place, trickle(...OWN_ICE, `a=${CANDIDATE}`), etag)).status).toBe(204);
  });
});

describe('the end of a player', () => {
  it('is DELETE, whatever its tag, and only once', async () => {
    const { place } = await connected();
    const { peer } = server.engine;
    const ended = await server.request('DELETE', place, undefined, { 'if-match': '"old"' });
    expect([ended.status, ended.text, peer.closed, viewers()]).toEqual([200, '', true, 0]);
    for (const method of ['DELETE', 'PATCH']) {
      const body = method === 'PATCH' ? 'a=candidate:1' : undefined;
      expect(await server.request(method, place, body, { ...FRAGMENT, 'if-match': '*' })).toMatchObject({
        status: 404,
        json: { code: 'unknown_peer' },
      });
    }
  });

  it('is the loss of its connection, which DELETE may follow once', async () => {
    const { place } = await connected();
    server.engine.peer.lose();
    expect(viewers()).toBe(0);
    expect(await server.stateOf()).toBe('orphaned');
    const patched = await server.request('PATCH', place, 'a=candidate:1', { ...FRAGMENT, 'if-match': '*' });
    expect(patched).toMatchObject({ status: 404, json: { code: 'unknown_peer' } });
    for (const status of [200, 404]) expect((await server.request('DELETE', place)).status).toBe(status);
  });

  it('may be closed first and ended afterwards, with other players there', async () => {
    const { place } = await connected();
    server.engine.peer.lose();
    await connected();
    expect((await server.request('DELETE', place)).status).toBe(200);
    expect(viewers()).toBe(1);
  });

  it('is the end of its session', async () => {
    const { place } = await connected();
    const { peer } = server.engine;
    await server.post('/stop_session');
    await until('its end', async () => (await server.stateOf()) === 'ready');
    expect(peer.closed).toBe(true);
    expect((await server.request('DELETE', place)).status).toBe(404);
    await server.startSession();
    expect((await server.request('DELETE', place)).status).toBe(404);
  });

  it('does not touch another player', async () => {
    const one = await connected();
    const { peer } = server.engine;
    const two = await connected();
    expect((await server.request('DELETE', two.place)).status).toBe(200);
    expect([peer.closed, viewers()]).toEqual([false, 1]);
    expect((await server.request('DELETE', one.place)).status).toBe(200);
  });

  it('is no business of a caller who guesses, or asks by the other protocol or model', async () => {
    const { place } = await connected();
    const key = place.split('/').at(-1)!;
    for (const path of ['/whep_peers/guess', `/whip_peers/${key}`, `/models/nobody/whep_peers/${key}`]) {
      expect((await server.request('DELETE', path)).status).toBe(404);
    }
    expect(viewers()).toBe(1);
  });
});

describe('a player without data channels', () => {
  const figure = async (name: string, labels = {}): Promise<number | undefined> =>
    valueOf(readMetrics((await server.get('/metrics')).text), name, labels);

  it('is in the journal and the figures like any other client', async () => {
    const reader = await EventReader.open(`${server.url}/events`);
    const { place } = await connected();
    await reader.sees('connection_opened');
    expect(await figure('runtime_connections_active')).toBe(1);
    await server.request('DELETE', place);
    await reader.sees('connection_closed');
    expect(reader.events.map(({ data }) => data.event)).toEqual([
      'start_session',
      'connection_answered',
      'connection_opened',
      'connection_closed',
    ]);
    reader.close();
    expect(await figure('runtime_connections_active')).toBe(0);
  });

  it('misses no message, for it can get none', async () => {
    const dropped = () => figure('reactor_messages_dropped_total', { model: 'echo' });
    const before = await dropped();
    await connected();
    await server.post('/stop_session');
    await until('its end', async () => (await server.stateOf()) === 'ready');
    expect(await dropped()).toBe(before);
  });
});

describe('a principal', () => {
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const ROLES = { viewer: ['view'], other: ['view'], camera: ['publish'] } as const;
  const signaling: ReactorUnderTestOptions['signaling'] = {
    authorize: ({ headers }) => {
      const id = headers.authorization?.replace('Bearer ', '') as keyof typeof ROLES;
      return Object.hasOwn(ROLES, id) && { id, roles: ROLES[id] };
    },
  };

  it('is asked for its token in each request', async () => {
    await withOptions({ signaling }, async (other) => {
      const refused = await watch(other);
      expect(refused).toMatchObject({ status: 401, json: { code: 'unauthorized' } });
      expect(refused.headers.get('www-authenticate')).toBe('Bearer');
      expect(await watch(other, '/whep', 'not read', bearer('camera'))).toMatchObject({
        status: 403,
        json: { code: 'forbidden', detail: 'this needs the role view; this client has publish' },
      });
      const { place, etag } = await connected(other, bearer('viewer'));
      const headers = { ...FRAGMENT, 'if-match': etag };
      expect((await other.request('PATCH', place, 'a=candidate:1', headers)).status).toBe(401);
      expect((await other.request('DELETE', place)).status).toBe(401);
      for (const method of ['PATCH', 'DELETE']) {
        const body = method === 'PATCH' ? 'a=candidate:1' : undefined;
        expect(await other.request(method, place, body, { ...headers, ...bearer('other') })).toMatchObject({
          status: 403,
          json: { detail: 'this connection was made with other credentials; send those' },
        });
      }
      expect(viewers(other)).toBe(1);
      expect((await other.request('DELETE', place, undefined, bearer('viewer'))).status).toBe(200);
    });
  });
});

describe('pages of other origins', () => {
  const origin = { origin: 'https://elsewhere.example' };

  it.each([
    ['/whep', 'POST', 'accept-post', 'application/sdp'],
    ['/whep/echo', 'POST', 'accept-post', 'application/sdp'],
    ['/whep_peers/x', 'PATCH', 'accept-patch', 'application/trickle-ice-sdpfrag'],
    ['/whep_peers/x', 'DELETE', 'accept-patch', 'application/trickle-ice-sdpfrag'],
  ])('may send %s %s', async (path, method, header, type) => {
    const asked = { 'access-control-request-method': method, 'access-control-request-headers': 'content-type' };
    for (const headers of [{ ...origin, ...asked }, origin]) {
      const reply = await server.request('OPTIONS', path, undefined, headers);
      expect([reply.status, reply.headers.get(header)]).toEqual([204, type]);
      expect(reply.headers.get('access-control-allow-origin')).toBe('*');
      expect(reply.headers.get('access-control-allow-methods')).toBe('GET, POST, PUT, PATCH, DELETE, OPTIONS');
    }
  });

  it('may read where the connection is', async () => {
    const { headers } = await watch(server, '/whep', offerOf(...PLAYER), origin);
    expect(headers.get('access-control-expose-headers')).toBe('Accept-Patch, ETag, Link, Location, Retry-After');
  });
});

describe('other methods', () => {
  it.each(['/whep', '/whep/echo', '/whep_peers/x'])('GET %s is empty', async (path) => {
    const { status, text } = await server.get(path);
    expect([status, text]).toEqual([204, '']);
  });

  it.each([
    ['PUT', '/whep', 'POST'],
    ['DELETE', '/whep/echo', 'POST'],
    ['POST', '/whep_peers/x', 'DELETE, PATCH'],
  ])('%s %s is 405', async (method, path, allow) => {
    const reply = await server.request(method, path);
    expect([reply.status, reply.headers.get('allow')]).toEqual([405, allow]);
  });
});

it('has the place of the connection below what a proxy strips, and below the path', async () => {
  await withOptions(
    { signaling: { path: '/stream/:ticket', publicUrl: 'https://app.example/sub/' } },
    async (other) => {
      const { status, headers } = await watch(other, '/stream/sesame/whep');
      expect(status).toBe(201);
      expect(headers.get('location')).toMatch(/^\/sub\/stream\/sesame\/whep_peers\/[\w-]{24}$/);
    },
  );
});

it('leaves a client of the connection routes alone', async () => {
  const transport = await server.startSession();
  await server.post(`${transport}/connections/1002/sdp_params`, OFFER_2_12);
  server.engine.peer.connect();
  const { peer } = server.engine;
  const { place } = await connected();
  await server.request('DELETE', place);
  expect([peer.closed, viewers()]).toEqual([false, 1]);
});
