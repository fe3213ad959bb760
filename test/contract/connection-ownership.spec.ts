import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { fromNewPeer, iceRestartOf, OFFER_2_12, OFFER_2_2, OFFER_2_9 } from './support/offers.js';
import { type Reply, ReactorUnderTest, type ReactorUnderTestOptions } from './support/reactor-under-test.js';
import { SignalingSocket } from './support/signaling-socket.js';

const VICTIM = '192.0.2.1';
const STRANGER = '192.0.2.2';
const CANDIDATES = { candidates: [{ candidate: 'candidate:1 1 udp 1 192.0.2.2 9 typ host', sdp_mid: '0' }] };

let server: ReactorUnderTest;
let transport: string;

async function start(options: ReactorUnderTestOptions = {}): Promise<void> {
  await server?.close();
  server = await ReactorUnderTest.start(options);
  server.trustProxy();
  const { json } = await server.post('/start_session', {}, { 'x-user': 'ada' });
  transport = `/sessions/${(json as { session_id: string }).session_id}/transport/webrtc`;
}

function taken(id: number): object {
  return {
    detail: `connection ${id} belongs to another client; ask for a connection of your own`,
    code: 'connection_taken',
  };
}

/** Requests of one address behind a proxy that the application trusts. */
function from(address: string, headers: Readonly<Record<string, string>> = {}) {
  const all = { 'x-forwarded-for': address, ...headers };
  return {
    get: (path: string) => server.get(path, all),
    post: (path: string, body?: unknown) => server.post(path, body, all),
    put: (path: string, body?: unknown) => server.put(path, body, all),
  };
}

async function reserved(client = from(VICTIM)): Promise<number> {
  const { json } = await client.post(`${transport}/connections`);
  return (json as { connection_id: number }).connection_id;
}

beforeEach(() => start());
afterEach(async () => {
  await server.close();
  server = undefined as unknown as ReactorUnderTest;
});

describe('a stranger who knows the id of a connection', () => {
  let id: number;
  let path: string;
  const stranger = from(STRANGER);

  beforeEach(async () => {
    id = await reserved();
    path = `${transport}/connections/${id}`;
  });

  async function refuses(reply: Promise<Reply>): Promise<void> {
    const { status, json } = await reply;
    expect([status, json]).toEqual([409, taken(id)]);
  }

  it('cannot offer on it, before its client did or after, and the client notices nothing', async () => {
    await refuses(stranger.post(`${path}/sdp_params`, OFFER_2_12));
    await from(VICTIM).post(`${path}/sdp_params`, OFFER_2_12);
    const { peer } = server.engine;
    peer.connect();
    for (const offer of [stranger.put, stranger.post]) {
      await refuses(offer(`${path}/sdp_params`, fromNewPeer(OFFER_2_12)));
    }
    expect([server.engine.peers.length, peer.closed, await server.stateOf()]).toEqual([1, false, 'streaming']);
  });

  it('cannot fetch the answer, which stays for who made the offer', async () => {
    server.engine.answer = () => 'v=0 for its owner';
    await from(VICTIM).post(`${path}/sdp_params`, OFFER_2_12);
    await refuses(stranger.get(`${path}/sdp_params`));
    const { status, json } = await from(VICTIM).get(`${path}/sdp_params`);
    expect([status, json]).toEqual([200, { sdp_answer: 'v=0 for its owner', connection_id: id }]);
  });

  it('cannot fetch why an offer failed, even when the connection is gone', async () => {
    await start({ session: { answerWaitMs: 0 } });
    id = await reserved();
    path = `${transport}/connections/${id}`;
    let fail = (): void => {};
    const held = new Promise<void>((resolve) => (fail = resolve));
    server.engine.answer = async () => {
      await held;
      throw new Error('no');
    };
    expect((await from(VICTIM).post(`${path}/sdp_params`, OFFER_2_12)).status).toBe(202);
    fail();
    await until('the end of the offer', () => server.sessions.runtime().current?.participants.size === 0);
    await refuses(stranger.get(`${path}/sdp_params`));
    expect((await from(VICTIM).get(`${path}/sdp_params`)).status).toBe(422);
  });

  it('cannot add candidates, before the offer or after', async () => {
    await refuses(stranger.post(`${path}/ice_candidates`, CANDIDATES));
    await from(VICTIM).post(`${path}/sdp_params`, OFFER_2_12);
    await refuses(stranger.post(`${path}/ice_candidates`, CANDIDATES));
    expect(server.engine.peer.candidates).toEqual([]);
  });

  it('is counted by its code', async () => {
    await refuses(stranger.post(`${path}/sdp_params`, OFFER_2_12));
    const { text } = await server.get('/metrics');
    expect(text).toMatch(/^reactor_refusals_total\{edge="http",code="connection_taken"\} 1$/m);
  });

  it('may have it once its client is gone', async () => {
    await from(VICTIM).post(`${path}/sdp_params`, OFFER_2_12);
    server.engine.peer.connect();
    server.engine.peer.lose();
    expect((await stranger.post(`${path}/sdp_params`, fromNewPeer(OFFER_2_12))).status).toBe(202);
    await refuses(from(VICTIM).post(`${path}/sdp_params`, fromNewPeer(OFFER_2_12)));
  });
});

it('tells two addresses of this machine apart without a proxy', async () => {
  const path = `${transport}/connections/2001/sdp_params`;
  const sends = (localAddress: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest(`${server.url}${path}`, { method: 'POST', localAddress }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on('error', reject);
      request.end(JSON.stringify(fromNewPeer(OFFER_2_12)));
    });
  expect([await sends('127.0.0.1'), await sends('127.0.0.2'), await sends('127.0.0.1')]).toEqual([202, 409, 202]);
});

describe('a connection made over one surface', () => {
  it('on the socket, is not reached over requests', async () => {
    const socket = await SignalingSocket.open(server.url);
    const { connection_id } = (await socket.ask({ type: 'join' })) as unknown as { connection_id: number };
    await socket.ask({ type: 'offer', sdp: OFFER_2_12.sdp_offer, track_mapping: OFFER_2_12.track_mapping });
    const { peer } = server.engine;
    peer.connect();
    const path = `${transport}/connections/${connection_id}`;
    // The same address, and an offer that continues the peer connection.
    for (const reply of [
      await server.put(`${path}/sdp_params`, fromNewPeer(OFFER_2_12)),
      await server.put(`${path}/sdp_params`, iceRestartOf(OFFER_2_12)),
      await server.get(`${path}/sdp_params`),
      await server.post(`${path}/ice_candidates`, CANDIDATES),
    ]) {
      expect([reply.status, reply.json]).toEqual([409, taken(connection_id)]);
    }
    expect([peer.closed, peer.answered, peer.candidates.length]).toEqual([false, 1, 0]);
    socket.close();
  });

  it('without an id, by the oldest clients, is not reached over numbered requests', async () => {
    await server.post('/sdp_params', OFFER_2_2);
    const { peer } = server.engine;
    peer.connect(peer.data);
    const { connectionId } = peer.options;
    const { status, json } = await server.put(
      `${transport}/connections/${connectionId}/sdp_params`,
      fromNewPeer(OFFER_2_12),
    );
    expect([status, json]).toEqual([409, taken(connectionId)]);
    expect(peer.closed).toBe(false);
  });
});

describe('clients that know of one connection only', () => {
  const path = (): string => `${transport}/sdp_params`;

  it('have one for each address, and each fetches its own answer', async () => {
    const offers = [from(VICTIM), from(STRANGER)];
    for (const [i, client] of offers.entries()) {
      server.engine.answer = () => `v=0 answer ${i}`;
      expect((await client.post(path(), fromNewPeer(OFFER_2_9))).status).toBe(202);
      server.engine.peer.connect(server.engine.peer.data);
    }
    const [first, second] = server.engine.peers;
    expect([first?.options.connectionId, first?.closed, second?.closed]).toEqual([1001, false, false]);
    expect(server.sessions.runtime().viewers).toBe(2);
    expect((await offers[1]!.get(path())).json).toEqual({ sdp_answer: 'v=0 answer 1' });
    expect((await offers[0]!.get(path())).json).toEqual({ sdp_answer: 'v=0 answer 0' });
    await offers[1]!.post(`${transport}/ice_candidates`, CANDIDATES);
    expect([first?.candidates.length, second?.candidates.length]).toEqual([0, 1]);
    expect((await from('192.0.2.3').get(path())).status).toBe(202);
  });

  it('are not reached by their number from another address', async () => {
    await from(VICTIM).post(path(), OFFER_2_9);
    const { status, json } = await from(STRANGER).put(
      `${transport}/connections/1001/sdp_params`,
      fromNewPeer(OFFER_2_12),
    );
    expect([status, json]).toEqual([409, taken(1001)]);
  });

  it('keep their connection when they come back with a new peer connection', async () => {
    await from(VICTIM).post(path(), fromNewPeer(OFFER_2_9));
    server.engine.peer.connect(server.engine.peer.data);
    await from(STRANGER).post(path(), fromNewPeer(OFFER_2_9));
    const { connectionId } = server.engine.peer.options;
    server.engine.peer.connect(server.engine.peer.data);
    server.engine.peer.lose();
    await from(STRANGER).put(path(), fromNewPeer(OFFER_2_9));
    expect(server.engine.peer.options.connectionId).toBe(connectionId);
  });
});

describe('a client whose address changes', () => {
  it('goes on with an ICE restart, and the connection is bound to its new address', async () => {
    const path = `${transport}/connections/${await reserved()}/sdp_params`;
    await from(VICTIM).post(path, OFFER_2_12);
    const { peer } = server.engine;
    peer.connect();
    server.engine.answer = () => 'v=0 restarted';
    expect((await from(STRANGER).put(path, iceRestartOf(OFFER_2_12))).status).toBe(202);
    expect((await from(STRANGER).get(path)).json).toMatchObject({ sdp_answer: 'v=0 restarted' });
    expect([server.engine.peers.length, peer.closed]).toEqual([1, false]);
    expect((await from(VICTIM).put(path, fromNewPeer(OFFER_2_12))).status).toBe(409);
  });

  it('goes on the same way where its generation names no connection', async () => {
    const path = `${transport}/sdp_params`;
    await from(VICTIM).post(path, OFFER_2_9);
    server.engine.peer.connect(server.engine.peer.data);
    server.engine.answer = () => 'v=0 restarted';
    expect((await from(STRANGER).put(path, iceRestartOf(OFFER_2_9))).status).toBe(202);
    expect((await from(STRANGER).get(path)).json).toEqual({ sdp_answer: 'v=0 restarted' });
    expect(server.engine.peers).toHaveLength(1);
  });

  it('keeps its connection with any offer where the application says who it is', async () => {
    await start({ signaling: { authorize: ({ headers }) => ({ id: headers['x-user'] as string, roles: ['view'] }) } });
    const user = (address: string, name: string) => from(address, { 'x-user': name });
    const path = `${transport}/connections/${await reserved(user(VICTIM, 'ada'))}/sdp_params`;
    await user(VICTIM, 'ada').post(path, fromNewPeer(OFFER_2_12));
    expect((await user(STRANGER, 'ada').put(path, fromNewPeer(OFFER_2_12))).status).toBe(202);
    expect((await user(STRANGER, 'bob').put(path, fromNewPeer(OFFER_2_12))).status).toBe(409);
    // Another user of the same address is another one.
    expect((await user(VICTIM, 'bob').put(path, fromNewPeer(OFFER_2_12))).status).toBe(409);
    expect((await user(VICTIM, '').get('/session')).status).toBe(401);
  });
});

describe('a peer connection whose place its own client takes with another one', () => {
  const frames = (channel: { readonly sent: readonly (string | Uint8Array)[] }): unknown[] =>
    channel.sent.map((frame) => JSON.parse(String(frame)) as unknown);

  it('hears so with a code before it is closed', async () => {
    const path = `${transport}/connections/${await reserved()}/sdp_params`;
    await from(VICTIM).post(path, fromNewPeer(OFFER_2_12));
    const old = server.engine.peer;
    old.connect();
    await from(VICTIM).put(path, fromNewPeer(OFFER_2_12));
    expect(frames(old.data)).toEqual([
      {
        scope: 'runtime',
        data: {
          type: 'connectionEnded',
          data: {
            code: 'connection_replaced',
            message: 'another peer connection of this client took the place of this one; it closes now',
          },
        },
      },
    ]);
    expect(old.closed).toBe(true);
  });

  it('hears nothing where the newer offer is refused', async () => {
    const path = `${transport}/connections/${await reserved()}/sdp_params`;
    await from(VICTIM).post(path, fromNewPeer(OFFER_2_12));
    const old = server.engine.peer;
    old.connect();
    await from(VICTIM).put(path, { ...OFFER_2_12, sdp_offer: 'nonsense' });
    expect([old.data.sent, old.closed]).toEqual([[], false]);
  });
});

describe('offers and candidates on ids that nobody gave out', () => {
  it('count as joins, so that one address cannot fill the session with them', async () => {
    await start({ signaling: { joinsPerMinute: 3 } });
    const replies: number[] = [];
    for (let id = 2001; id <= 2010; id++) {
      replies.push((await from(STRANGER).post(`${transport}/connections/${id}/sdp_params`, OFFER_2_12)).status);
    }
    expect(replies).toEqual([202, 202, 202, 429, 429, 429, 429, 429, 429, 429]);
    expect((await from(STRANGER).post(`${transport}/connections/3001/ice_candidates`, CANDIDATES)).status).toBe(429);
    expect(server.engine.peers).toHaveLength(3);
    expect((await from(VICTIM).post(`${transport}/connections`)).status).toBe(201);
  });

  it('count once for each connection, candidates that came first included', async () => {
    await start({ signaling: { joinsPerMinute: 1 } });
    const path = `${transport}/connections/2001`;
    const client = from(VICTIM);
    expect((await client.post(`${path}/ice_candidates`, CANDIDATES)).status).toBe(202);
    expect((await client.post(`${path}/sdp_params`, OFFER_2_12)).status).toBe(202);
    expect((await client.put(`${path}/sdp_params`, fromNewPeer(OFFER_2_12))).status).toBe(202);
    expect(server.engine.peers[0]?.candidates).toHaveLength(1);
  });
});

describe('a file that is announced', () => {
  const FILE = { name: 'a.txt', size: 4, mime_type: 'text/plain' };
  const announce = async (body: object): Promise<string> => {
    const path = transport.replace('/transport/webrtc', '/uploads');
    const { json } = await from(VICTIM).post(path, { ...FILE, ...body });
    return `/uploads/${(json as { presigned_id: string }).presigned_id}`;
  };

  it('under an id that its client chose, is sent by that client alone', async () => {
    const path = await announce({ upload_id: 'photo' });
    const { status, json } = await from(STRANGER).put(path, 'fake');
    expect([status, json]).toEqual([404, { detail: 'Upload not found', code: 'unknown_upload' }]);
    expect((await from(VICTIM).put(path, 'real')).status).toBe(200);
  });

  it('under an id of the server’s, is sent by whoever was given its address', async () => {
    expect((await from(STRANGER).put(await announce({}), 'real')).status).toBe(200);
  });
});
