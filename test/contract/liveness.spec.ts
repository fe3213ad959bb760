import { afterEach, describe, expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { fromNewPeer, OFFER_2_12, OFFER_2_2 } from './support/offers.js';
import { ReactorUnderTest, type ReactorUnderTestOptions } from './support/reactor-under-test.js';

let server: ReactorUnderTest;
let transport: string;

async function start(session: ReactorUnderTestOptions['session']): Promise<void> {
  server = await ReactorUnderTest.start({ session });
  transport = await server.startSession();
}

afterEach(() => server.close());

const offer = (id: number) => server.put(`${transport}/connections/${id}/sdp_params`, fromNewPeer(OFFER_2_12));
const becomes = (state: string) => until(state, async () => (await server.stateOf()) === state);

describe('a session', () => {
  it('that nobody joins in time ends, and the next may start', async () => {
    await start({ orphanTimeoutMs: 50 });
    await becomes('ready');
    expect((await server.post('/start_session')).status).toBe(200);
  });

  it('that everybody has left ends in time, and nobody hears of it', async () => {
    await start({ orphanTimeoutMs: 50 });
    await offer(1002);
    const { peer } = server.engine;
    peer.connect();
    peer.lose();
    await becomes('ready');
    expect([...peer.data.sent, ...peer.control.sent]).toEqual([]);
  });

  it('that somebody comes back to goes on', async () => {
    await start({ orphanTimeoutMs: 60_000 });
    await offer(1002);
    server.engine.peer.connect();
    server.engine.peer.lose();
    expect(await server.stateOf()).toBe('orphaned');
    await offer(1003);
    server.engine.peer.connect();
    expect(await server.stateOf()).toBe('streaming');
  });

  it('takes a client in the place of one that never connected', async () => {
    await start({ negotiationTimeoutMs: 50, maxConnections: 1 });
    await offer(1002);
    await until('the place to be free', () => server.engine.peer.closed);
    expect((await offer(1003)).status).toBe(202);
    expect(await server.stateOf()).toBe('waiting');
  });

  it('counts a client that offers again and never connects as gone', async () => {
    await start({ negotiationTimeoutMs: 50 });
    await offer(1002);
    server.engine.peer.connect();
    await offer(1002);
    await becomes('orphaned');
    expect(server.engine.peers.every(({ closed }) => closed)).toBe(true);
  });

  it('counts a client that never connects as gone, also when it offered badly meanwhile', async () => {
    await start({ negotiationTimeoutMs: 50 });
    await offer(1002);
    const bad = await server.put(`${transport}/connections/1002/sdp_params`, { ...OFFER_2_12, sdp_offer: 'nonsense' });
    expect(bad.status).toBe(422);
    await until('the place to be free', () => server.engine.peers.every(({ closed }) => closed));
  });

  it('lets in a client that connects while its next offer comes to nothing', async () => {
    await start({});
    await offer(1002);
    const [first] = server.engine.peers;
    server.engine.answer = () => {
      first?.connect();
      throw new Error('no codec');
    };
    expect((await offer(1002)).status).toBe(422);
    expect(await server.stateOf()).toBe('streaming');
    expect(server.sessions.runtime().viewers).toBe(1);
  });

  it('ignores what an old connection of a client says of its end', async () => {
    await start({});
    await offer(1002);
    const [first] = server.engine.peers;
    first?.connect();
    await offer(1002);
    server.engine.peer.connect();
    first?.options.events.lost('late news');
    expect(await server.stateOf()).toBe('streaming');
  });

  it('leaves nothing behind: no peer, no outlet', async () => {
    await start({});
    for (const id of [1002, 1003, 1004]) {
      await offer(id);
      server.engine.peer.connect();
    }
    await server.post('/stop_session');
    await becomes('ready');
    expect(server.engine.peers.map(({ closed }) => closed)).toEqual([true, true, true]);
    expect(server.engine.rooms.size).toBe(0);
  });

  it('answers a command that meets its end', async () => {
    await start({});
    await server.post(`${transport}/connections/1002/sdp_params`, OFFER_2_12, { 'reactor-api-version': '1' });
    const { peer } = server.engine;
    peer.connect();
    server.sessions.runtime().stop({ moderate: false, reason: '' });
    peer.data.says(new Uint8Array(Buffer.from('0a06646174615f331001520a0a067265667573651200', 'hex')));
    const frame = await until('the answer', () => peer.data.sent[0]);
    expect(Buffer.from(frame).toString()).toContain('no_session');
  });
});

describe('silence', () => {
  it('is taken for absence after the limit, but not of clients that never ping', async () => {
    await start({ pingTimeoutMs: 1_500, orphanTimeoutMs: 0 });
    await server.post('/sdp_params', OFFER_2_2);
    const flat = server.engine.peer;
    flat.connect(flat.data);
    await offer(1002);
    const silent = server.engine.peer;
    silent.connect();
    await offer(1003);
    const pinging = server.engine.peer;
    pinging.connect();
    const timer = setInterval(() => pinging.data.says('{"scope":"runtime","data":{"type":"ping","data":{}}}'), 100);
    try {
      await until('the silent one to be dropped', () => silent.closed);
    } finally {
      clearInterval(timer);
    }
    expect([flat.closed, pinging.closed]).toEqual([false, false]);
    expect(server.sessions.runtime().viewers).toBe(2);
  });

  it('of a client that says nonsense is none', async () => {
    await start({ pingTimeoutMs: 1_500, orphanTimeoutMs: 0 });
    await offer(1002);
    const silent = server.engine.peer;
    silent.connect();
    await offer(1003);
    const babbling = server.engine.peer;
    babbling.connect();
    const timer = setInterval(() => babbling.data.says('nonsense'), 100);
    try {
      await until('the silent one to be dropped', () => silent.closed);
    } finally {
      clearInterval(timer);
    }
    expect(babbling.closed).toBe(false);
  });
});
