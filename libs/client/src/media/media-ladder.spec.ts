import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ClientError } from '../client-error.js';
import { ReactorClient } from '../reactor-client.js';
import { FakeServer } from '../testing/fake-server.fixture.js';
import { FakeStreamPort } from '../testing/fake-stream.fixture.js';
import type { Transport } from '../transport.js';

const NO_PATH = ClientError.own('ice_failed', 'no path for media is open');

/** Lets everything happen that needs no time, and then so much. */
async function settle(ms = 0): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await jest.advanceTimersByTimeAsync(0);
  await jest.advanceTimersByTimeAsync(ms);
  for (let turn = 0; turn < 30; turn++) await jest.advanceTimersByTimeAsync(0);
}

function stage({ webRtc = true, transport = 'auto' as Transport, stream = new FakeStreamPort() } = {}) {
  const server = new FakeServer();
  const { createLink } = server.ports;
  const ports = { ...server.ports, stream, createLink: webRtc ? createLink : undefined };
  const client = new ReactorClient({ url: 'http://host/', transport, ports });
  const ways: (string | undefined)[] = [];
  client.connection.subscribe((connection) => {
    ways.push(connection?.route.value?.way);
    connection?.route.subscribe((route) => ways.push(route?.way));
  });
  const route = () => client.connection.value?.route.value;
  return { server, client, stream, ways, route };
}

/** A client whose network lets no WebRTC through, and whose pictures come over a WebSocket. */
async function fallenBack() {
  const on = stage();
  on.client.start();
  await settle(4_000);
  on.stream.link.connect();
  await settle();
  return on;
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe('a client on a network that lets WebRTC through', () => {
  it('asks for no frames over a WebSocket', async () => {
    const on = stage();
    on.client.start();
    await settle(1_000);
    on.server.link.connect();
    await settle();
    expect(on.route()).toEqual({ way: 'udp', retries: false });
    await settle(60_000);
    expect(on.stream.links).toEqual([]);
    expect(on.server.heard()).not.toContain('stream');
  });

  it('shows frames of a WebSocket where its path is lost, and WebRTC again', async () => {
    const on = stage();
    on.client.start();
    await settle();
    on.server.link.connect();
    await settle();
    on.server.link.lose(NO_PATH);
    await settle();
    on.stream.link.connect();
    await settle();
    expect(on.route()).toEqual({ way: 'websocket', cause: 'path_lost', retries: true });
    expect(on.server.links[0]!.closed).toBe(true);
    await settle(10_000);
    on.server.link.connect();
    await settle(2_100);
    expect(on.route()).toEqual({ way: 'udp', retries: false });
    expect(on.stream.link.closed).toBe(true);
    // It was the same connection all the time.
    expect(on.server.sockets).toHaveLength(1);
    expect(on.client.status.value.kind).toBe('live');
  });
});

describe('a client on a network that lets no WebRTC through', () => {
  it('shows frames of a WebSocket after four seconds, and says why', async () => {
    const on = stage();
    on.client.start();
    await settle(3_900);
    expect(on.stream.links).toEqual([]);
    await settle(100);
    expect(on.stream.link.grant).toMatchObject({ sessionId: 's1', ticket: 'ticket' });
    on.stream.link.connect();
    await settle();
    expect(on.client.status.value.kind).toBe('live');
    expect(on.route()).toEqual({ way: 'websocket', cause: 'no_ice_path', retries: true });
    expect(await on.client.connection.value!.sample()).toMatchObject({ way: 'websocket', bytes: 1 });
  });

  it('does not wait where ICE fails earlier', async () => {
    const on = stage();
    on.client.start();
    await settle(500);
    on.server.link.fail(NO_PATH);
    await settle();
    on.stream.link.connect();
    await settle();
    expect(on.route()?.way).toBe('websocket');
  });

  it('moves to WebRTC where that is only slow', async () => {
    const on = await fallenBack();
    on.server.link.connect();
    await settle(2_100);
    expect(on.ways).toEqual(['websocket', 'udp']);
    expect(on.server.links).toHaveLength(1);
  });

  it('tries WebRTC again after a while, less and less often', async () => {
    const on = await fallenBack();
    const tries: number[] = [];
    for (let second = 0; second < 250; second++) {
      const before = on.server.links.length;
      on.server.link.fail(NO_PATH);
      await settle(1_000);
      if (on.server.links.length > before) tries.push(second);
    }
    const gaps = tries.map((at, index) => at - (tries[index - 1] ?? 0));
    expect(gaps.map((gap) => Math.round(gap / 10) * 10)).toEqual([10, 30, 60, 120]);
    expect(on.ways).toEqual(['websocket']);
  });

  it.each([true, false])(
    'tries it at once where the network changes, the try before having ended: %s',
    async (ended) => {
      const on = await fallenBack();
      if (ended) on.server.link.fail(NO_PATH);
      await settle();
      on.stream.networkChanged();
      await settle();
      expect(on.server.links.map(({ closed }) => closed)).toEqual([true, false]);
      on.server.link.connect();
      await settle(2_100);
      expect(on.ways).toEqual(['websocket', 'udp']);
    },
  );

  it('begins with the WebSocket when it connects again', async () => {
    const on = await fallenBack();
    on.server.link.fail(NO_PATH);
    on.server.socket.drop(1006);
    await settle(1_000);
    expect(on.server.links).toHaveLength(1);
    on.stream.link.connect();
    await settle();
    expect(on.client.status.value).toEqual({ kind: 'live', entry: 'resumed' });
    await settle(10_000);
    expect(on.server.links).toHaveLength(2);
  });

  it('opens another WebSocket where the one closes, and connects again where there is none', async () => {
    const on = await fallenBack();
    on.server.link.fail(NO_PATH);
    const closed = ClientError.own('media_socket_closed', 'the media socket closed');
    await settle(5_000);
    on.stream.link.lose(closed);
    await settle();
    expect(on.stream.links).toHaveLength(2);
    on.stream.link.connect();
    await settle();
    expect(on.client.status.value.kind).toBe('live');
    await settle(5_000);
    on.server.refusals.set('stream', 'stream_unavailable');
    on.stream.link.lose(closed);
    await settle();
    expect(on.client.status.value.kind).toBe('connecting');
  });

  it('does not open one after the other where none lasts', async () => {
    const on = await fallenBack();
    on.server.link.fail(NO_PATH);
    on.stream.link.lose(ClientError.own('decoding_failed', 'the browser could not decode main_video'));
    await settle();
    expect(on.stream.links).toHaveLength(1);
    expect(on.client.status.value.kind).toBe('connecting');
  });

  it('keeps a track paused over every way', async () => {
    const on = await fallenBack();
    await on.client.pause('main_video');
    on.server.link.fail(NO_PATH);
    await settle(5_000);
    on.stream.link.lose(ClientError.own('media_socket_closed', 'the media socket closed'));
    await settle();
    on.stream.link.connect();
    await settle();
    expect(on.server.heard().slice(-2)).toEqual(['stream', 'pause']);
    on.stream.networkChanged();
    await settle();
    expect(on.server.heard().at(-1)).toBe('offer');
  });

  it('sends no camera, and says why', async () => {
    const on = await fallenBack();
    const camera = {} as MediaStreamTrack;
    await expect(on.client.connection.value!.publish('webcam', camera)).rejects.toMatchObject({
      code: 'publish_needs_webrtc',
    });
    expect(on.server.heard()).not.toContain('publish');
  });

  it('reports what ICE said where the server sends no frames over a WebSocket', async () => {
    const on = stage();
    on.server.refusals.set('stream', 'stream_unavailable');
    on.client.start();
    await settle(4_000);
    on.server.link.fail(NO_PATH);
    await settle();
    expect(on.client.status.value).toMatchObject({ kind: 'failed', error: { code: 'ice_failed' } });
  });

  it('closes everything when it leaves', async () => {
    const on = await fallenBack();
    await on.client.leave();
    await settle(300_000);
    expect(on.stream.link.closed).toBe(true);
    expect(on.server.links.every(({ closed }) => closed)).toBe(true);
    expect(on.server.links).toHaveLength(1);
  });
});

describe('a browser', () => {
  it('without WebRTC shows frames of a WebSocket, and tries nothing else', async () => {
    const on = stage({ webRtc: false });
    on.client.start();
    await settle();
    on.stream.link.connect();
    await settle(60_000);
    expect(on.route()).toEqual({ way: 'websocket', cause: 'no_webrtc', retries: false });
    expect(on.server.heard()).not.toContain('offer');
  });

  it('without both starts no session', async () => {
    const on = stage({ webRtc: false, stream: new FakeStreamPort([]) });
    on.client.start();
    await settle();
    expect(on.client.status.value).toMatchObject({ kind: 'failed', error: { code: 'no_webrtc' } });
    expect(on.server.sockets).toEqual([]);
  });

  it.each([
    ['websocket', 'offer', { way: 'websocket', cause: 'chosen', retries: false }],
    ['webrtc', 'stream', { way: 'udp', retries: false }],
  ] as const)('that is to use %s alone sends no %s', async (transport, never, route) => {
    const on = stage({ transport });
    on.client.start();
    await settle(10_000);
    on.stream.links.at(-1)?.connect();
    on.server.links.at(-1)?.connect();
    await settle();
    expect(on.route()).toEqual(route);
    expect(on.server.heard()).not.toContain(never);
  });
});
