import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { until } from '../support/until.js';
import { ReactorUnderTest } from './support/reactor-under-test.js';
import { SignalingSocket } from './support/signaling-socket.js';

let server: ReactorUnderTest;
const floods: { stop(): void }[] = [];

afterEach(async () => {
  for (const one of floods.splice(0)) one.stop();
  await server.close();
});

/** Sends as fast as its own end takes it, and reads what comes back. */
async function flood(send: (socket: WebSocket) => void): Promise<WebSocket> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/signaling`);
  socket.on('error', () => undefined);
  await once(socket, 'open');
  let going = true;
  floods.push({
    stop: () => {
      going = false;
      socket.terminate();
    },
  });
  const more = (): void => {
    if (!going || socket.readyState !== WebSocket.OPEN) return;
    // What the kernel does not take waits here, as in a client of ill will it would not.
    if (socket.bufferedAmount < 1_000_000) for (let i = 0; i < 2_000; i++) send(socket);
    setImmediate(more);
  };
  more();
  return socket;
}

describe('a socket that floods', () => {
  // Long ones fill what the kernel buffers with few of them.
  const padding = ' '.repeat(1_000);
  const payload = Buffer.alloc(125);

  it.each<[string, (socket: WebSocket) => void]>([
    ['what is no message', (socket) => socket.send(`{${padding}`)],
    ['pings', (socket) => socket.send(`{"type":"ping"}${padding}`)],
    ['pings of the protocol', (socket) => socket.ping(payload)],
    ['commands', (socket) => socket.send(`{"type":"command","name":"say","args":{"words":"x"}}${padding}`)],
  ])('with %s is held back, while others are answered', async (_what, send) => {
    server = await ReactorUnderTest.start();
    const other = await SignalingSocket.open(server.url);
    await other.ask({ type: 'join' });
    const socket = await flood(send);
    // The server reads no more of it: what it sends piles up at its own end.
    await until('the flood to be held back', () => socket.bufferedAmount >= 1_000_000 || undefined);
    for (let i = 0; i < 20; i++) {
      expect((await server.get('/health')).status).toBe(200);
      expect(await other.ask({ type: 'command', name: 'say', args: { words: 'hi' } })).toMatchObject({ type: 'reply' });
    }
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });

  it('is closed with 1008 when it goes on', async () => {
    server = await ReactorUnderTest.start({ signaling: { messagesPerSecond: 50 } });
    const socket = await flood((one) => one.send('{'));
    const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
    expect([code, reason.toString()]).toEqual([
      1008,
      'rate_limited: more messages than signaling.messagesPerSecond allows',
    ]);
    expect((await server.get('/metrics')).text).toContain('edge="socket",code="rate_limited"} 1');
  });

  it('hears of refusals of one kind once a second, with their number, and of those that it waits for each', async () => {
    server = await ReactorUnderTest.start();
    const socket = await SignalingSocket.open(server.url);
    for (let i = 0; i < 100; i++) socket.say('{');
    for (let i = 0; i < 10; i++) socket.say(`{"type":"dance","request_id":"d${i}"}`);
    socket.say('{"type":"dance"}');
    await until('the summary', () => socket.told.find(({ error }) => (error as { repeated?: number }).repeated));
    const told = (code: string): object[] =>
      socket.told.map(({ error }) => error as { code: string }).filter((error) => error.code === code);
    expect(told('not_json')).toEqual([
      { code: 'not_json', message: expect.any(String) },
      { code: 'not_json', message: expect.any(String), repeated: 99 },
    ]);
    expect(told('bad_message')).toHaveLength(11);
  });
});

describe('requests', () => {
  it.each([
    ['POST', '/start_session', 65_536],
    ['POST', '/stop_session', 16_384],
    ['POST', '/sessions/SID/uploads', 16_384],
    ['POST', '/sessions/SID/transport/webrtc/connections', 16_384],
    ['POST', '/sessions/SID/transport/webrtc/connections/1002/ice_candidates', 1_048_576],
    ['POST', '/sdp_params', 1_048_576],
  ])('%s %s may have %i bytes', async (method, path, limit) => {
    server = await ReactorUnderTest.start();
    const sid = ((await server.post('/start_session')).json as { session_id: string }).session_id;
    const filled = (bytes: number): string => `{"a":"${'x'.repeat(bytes - 8)}"}`;
    const { status, json } = await server.request(method, path.replace('SID', sid), filled(limit + 1));
    const detail = `a body may have ${limit} bytes; send a smaller one`;
    expect([status, json]).toEqual([413, { detail, code: 'message_too_large' }]);
    expect((await server.request(method, path.replace('SID', sid), filled(limit))).status).not.toBe(413);
  });

  it.each([
    ['a start while a session runs', '/start_session', 'session_busy'],
    ['a stop of none', '/stop_session', 'session_not_running'],
    ['candidates for an unknown session', '/sessions/s/transport/webrtc/ice_candidates', 'unknown_session'],
    ['an upload for an unknown session', '/sessions/s/uploads', 'unknown_session'],
  ])('are refused by what is known before their body is read: %s', async (_what, path, code) => {
    server = await ReactorUnderTest.start();
    if (code !== 'session_not_running') {
      await (await SignalingSocket.open(server.url)).ask({ type: 'join' });
    }
    expect((await server.post(path, '{'.repeat(100_000))).json).toMatchObject({ code });
  });

  it('of one address are bounded, whatever they ask for', async () => {
    server = await ReactorUnderTest.start({ signaling: { requestsPerMinute: 3 } });
    for (let i = 0; i < 3; i++) expect((await server.get('/health')).status).toBe(200);
    const { status, headers, json } = await server.post('/start_session', '{'.repeat(10_000));
    expect([status, headers.get('retry-after')]).toEqual([429, '20']);
    expect(json).toEqual({
      detail: 'an address may send 3 requests a minute; try again in 20 s',
      code: 'rate_limited',
    });
  });

  it('whose body does not arrive are refused, and their connection ends', async () => {
    server = await ReactorUnderTest.start({ signaling: { bodyTimeoutMs: 100 } });
    const { port } = new URL(server.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write('POST /start_session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{"a":');
    let reply = '';
    socket.on('data', (data) => (reply += data.toString()));
    await once(socket, 'close');
    expect(reply).toMatch(/^HTTP\/1\.1 408 /);
    expect(reply).toContain('"code":"request_timeout"');
  });
});
