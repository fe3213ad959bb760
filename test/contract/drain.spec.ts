import { Global, Injectable, Module, type OnModuleDestroy } from '@nestjs/common';
import { afterEach, describe, expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { Lingering } from './support/lingering.model.js';
import { OFFER_2_12 } from './support/offers.js';
import { ReactorUnderTest, type ReactorUnderTestOptions } from './support/reactor-under-test.js';
import { SignalingSocket } from './support/signaling-socket.js';

const REASON = 'Session ended: the server is shutting down.';

let server: ReactorUnderTest;

/** A session with a client on data channels and one on a socket. */
async function serve(options: ReactorUnderTestOptions = {}): Promise<SignalingSocket> {
  server = await ReactorUnderTest.start(options);
  const transport = await server.startSession();
  const body = { ...OFFER_2_12, track_mapping: [OFFER_2_12.track_mapping[0]] };
  await server.post(`${transport}/connections/1002/sdp_params`, body);
  server.engine.peer.connect();
  const socket = await SignalingSocket.open(server.url);
  await socket.ask({ type: 'join' });
  return socket;
}

afterEach(() => server.close());

describe('a server that shuts down', () => {
  it('tells every client why, then closes its connection and its socket', async () => {
    const socket = await serve();
    const { peer } = server.engine;
    await server.close();
    expect(peer.data.sent.map((frame) => JSON.parse(String(frame)) as unknown)).toEqual([
      { scope: 'runtime', data: { type: 'sessionEnded', data: { reason: REASON } } },
    ]);
    expect(peer.closed).toBe(true);
    expect(server.engine.rooms.size).toBe(0);
    expect(socket.told.filter(({ type }) => type !== 'state').slice(1)).toEqual([
      { type: 'ended', reason: 'server_shutdown', message: REASON, retryable: true },
    ]);
    await until('the close of the socket', () => socket.closed);
    expect(socket.closed).toEqual({ code: 1001, reason: 'the server is shutting down' });
  });

  it('takes no sessions while the last one ends, and says that it is unhealthy', async () => {
    const socket = await serve({ models: [Lingering] });
    const closing = server.close();
    const { peer } = server.engine;
    await until('the clients told', () => peer.data.sent.length > 0);
    // The model's turn comes before the connections.
    expect(peer.closed).toBe(false);
    const started = await server.post('/start_session', {});
    expect([started.status, started.json]).toEqual([
      503,
      { detail: 'the server is shutting down; start the session on another one', code: 'shutting_down' },
    ]);
    const health = await server.get('/health');
    expect([health.status, health.json]).toEqual([
      503,
      { status: 'unhealthy', state: 'serving', detail: 'shutting down' },
    ]);
    expect(socket.closed).toBeUndefined();
    Lingering.letGo();
    await closing;
    expect(peer.closed).toBe(true);
  });

  it('ends its sessions before other modules close what their models may need', async () => {
    const order: string[] = [];
    let letGo = (): void => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    @Injectable()
    class Database implements OnModuleDestroy {
      async onModuleDestroy(): Promise<void> {
        order.push('others close');
        await held;
      }
    }
    @Global()
    @Module({ providers: [Database], exports: [Database] })
    class DatabaseModule {}
    @Module({ providers: [Database] })
    class FeatureModule {}
    await serve({ models: [Lingering], imports: [DatabaseModule, FeatureModule] });
    const { peer } = server.engine;
    const closing = server.close();
    await until('the clients told', () => peer.data.sent.length > 0);
    expect(order).toEqual([]);
    Lingering.letGo();
    await until('the others', () => order.length > 0);
    expect([peer.closed, server.sessions.runtime().current]).toEqual([true, undefined]);
    // The server answers all the while.
    expect((await server.post('/start_session', {})).json).toMatchObject({ code: 'shutting_down' });
    expect((await server.get('/health')).json).toMatchObject({ status: 'unhealthy', detail: 'shutting down' });
    letGo();
    await closing;
    expect(order).toHaveLength(2);
  });

  it('goes on without a connection that does not close', async () => {
    await serve({ session: { closeTimeoutMs: 50 } });
    const { peer } = server.engine;
    peer.close = () => new Promise(() => {});
    await server.close();
    expect(server.engine.rooms.size).toBe(0);
  });

  it('goes on without a model that does not come to rest', async () => {
    await serve({ models: [Lingering], inference: { turnTimeoutMs: 50, closeTimeoutMs: 50 } });
    await server.close();
    expect(server.engine.peer.closed).toBe(true);
    Lingering.letGo();
  });

  it('leaves nothing running', async () => {
    const before = resources();
    const socket = await serve();
    await server.close();
    await until('the close of the socket', () => socket.closed);
    await until('nothing more than before', () => {
      const left = resources();
      return left.length <= before.length && left.every((name) => before.includes(name));
    });
  });
});

/** What keeps the process alive, as Node sees it; files and requests of the test's own are not the server's. */
function resources(): string[] {
  return process
    .getActiveResourcesInfo()
    .filter((name) => ['TCPSocketWrap', 'TCPServerWrap', 'MessagePort', 'Timeout', 'Immediate'].includes(name));
}
