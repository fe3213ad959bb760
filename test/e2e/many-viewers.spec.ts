import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SignalingSocket } from '../contract/support/signaling-socket.js';
import { AppProcess } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';
import { until } from '../support/until.js';

const BUSY_MS = 30_000;
const COMMANDS = 10_000;
/** After this, every viewer's library sends another ping. */
const PING_MS = 1_000;
/** Fewer than end a socket for flooding. */
const SOCKET_COMMANDS = 3_000;

/** Loose: what must not happen is that a storm keeps the server from answering at all. */
const HEALTH_LIMIT_MS = 3_000;

let app: AppProcess;
let viewers: NativeViewer[] = [];

beforeAll(async () => {
  // Offers that are not taken up hold their places for as long as the test takes to make them all.
  const env = { WEBRTC_NEGOTIATION_TIMEOUT_SECONDS: '120' };
  app = await AppProcess.start({ fixtures: true, models: ['mirror'], env });
}, 90_000);

afterAll(async () => {
  expect(await app?.stop()).toBe(0);
}, 30_000);

afterEach(async () => {
  await Promise.all(viewers.map((viewer) => viewer.kill()));
  viewers = [];
  await fetch(`${app.url}/stop_session`, { method: 'POST' });
  await app.becomes('ready', BUSY_MS);
}, 60_000);

async function join(options: { relayed?: boolean } = {}): Promise<NativeViewer> {
  const viewer = new NativeViewer();
  viewers.push(viewer);
  await viewer.join(app.url, options);
  await viewer.sees(5, BUSY_MS);
  return viewer;
}

describe('several viewers of one session', () => {
  it('all see it, all may command it, and all hear what it tells everybody', async () => {
    const three = [await join(), await join(), await join()];
    for (const viewer of three) await viewer.command('shout', { text: 'hello' });
    // Each hears three broadcasts and the reply to its own command.
    await Promise.all(three.map((viewer) => viewer.hears('heard', 4)));
    await Promise.all(three.map((viewer) => viewer.sees(10)));
    for (const viewer of three) expect((await viewer.look()).heard['heard']).toBe(4);
  }, 120_000);

  it('are not slowed by one whose link is a trickle, nor by one that stands still', async () => {
    const healthy = await join();
    const slow = await join({ relayed: true });
    const frozen = await join();
    const alone = await healthy.rate(3_000);
    await slow.throttle(30);
    frozen.freeze();
    try {
      // Past this, everything that buffers on the way to the two is full.
      for (let i = 0; i < 50; i++) await healthy.command('shout', { text: 'x'.repeat(100) });
      const beside = await healthy.rate(4_000);
      expect(beside / alone).toBeGreaterThan(0.6);
      await healthy.hears('heard', 100);
    } finally {
      frozen.thaw();
    }
  }, 120_000);
});

describe('a session with 64 clients', () => {
  it('refuses the 65th by a code, and streams on to those who are in', async () => {
    const watching = await join();
    const crowd = new NativeViewer();
    viewers.push(crowd);
    // Each holds its place with a peer of its own, whether or not it ever connects.
    for (let i = 1; i < 64; i++) await crowd.offer(app.url);
    await expect(crowd.offer(app.url)).rejects.toThrow(/503 .*"code":"connection_limit"/);
    await watching.sees(15, BUSY_MS);
    await watching.command('shout', { text: 'in' });
    await watching.hears('heard', 2);
    expect(await app.metric('runtime_connections_active')).toBe(1);
  }, 120_000);
});

describe('ten thousand commands at once', () => {
  const answersHealth = async (): Promise<number> => {
    const startedMs = performance.now();
    expect((await fetch(`${app.url}/health`)).status).toBe(200);
    return performance.now() - startedMs;
  };

  it('over a data channel are each taken or refused, while the server answers others and its memory stays', async () => {
    const viewer = await join();
    const other = await join();
    const verdicts = (): Promise<number> => app.metric('runtime_commands_total');
    const startedMs = performance.now();
    const before = await verdicts();
    const memory = await app.metric('reactor_process_resident_memory_bytes');
    const storm = viewer.storm('set_shade', { shade: 9 }, COMMANDS);
    const health = [await answersHealth(), await answersHealth(), await answersHealth()];
    await storm;
    // What is beyond the rate of the channel is not read, and counted.
    const unread = (): Promise<number> => app.metric('reactor_signaling_dropped_total', { what: 'excess_message' });
    const settled = async (): Promise<number> => (await verdicts()) - before + (await unread());
    await until('every verdict', async () => (await settled()) >= COMMANDS, BUSY_MS);
    expect(await settled()).toBeGreaterThanOrEqual(COMMANDS);
    // The storm's own pings share its rate: those among what is not read are counted too.
    expect(await settled()).toBeLessThanOrEqual(COMMANDS + Math.ceil((performance.now() - startedMs) / PING_MS));
    expect(Math.max(...health)).toBeLessThan(HEALTH_LIMIT_MS);
    expect((await app.metric('reactor_process_resident_memory_bytes')) - memory).toBeLessThan(200 * 2 ** 20);
    await other.command('shout', { text: 'after the storm' });
    await other.hears('heard', 2);
    await viewer.sees(10);
  }, 120_000);

  it('over a socket are each answered once', async () => {
    const socket = await SignalingSocket.open(app.url);
    await socket.ask({ type: 'join' });
    const heard = socket.told.length;
    const ids = new Set<string>();
    for (let i = 0; i < SOCKET_COMMANDS; i++)
      ids.add(socket.send({ type: 'command', name: 'set_shade', args: { shade: 9 } }));
    const answers = () => socket.told.slice(heard).filter(({ request_id }) => ids.has(request_id ?? ''));
    await until('every answer', () => socket.told.length >= heard + SOCKET_COMMANDS, BUSY_MS);
    const codes = answers().map(({ type, error }) => (type === 'error' ? (error as { code: string }).code : type));
    expect(codes).toHaveLength(SOCKET_COMMANDS);
    expect(['queue_full', 'rate_limited', 'reply']).toEqual(expect.arrayContaining([...new Set(codes)]));
    expect(await socket.ask({ type: 'leave', stop: true })).toEqual({ type: 'left' });
    socket.close();
  }, 120_000);
});
