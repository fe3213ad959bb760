import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { join as pathOf } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AppProcess } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';
import { until } from '../support/until.js';

const ROOT = pathOf(import.meta.dirname, '..', '..');
const REACTOR = pathOf(ROOT, 'libs', 'cli', 'bin', 'reactor.js');
const run = promisify(execFile);

/** A picture that needs more than a thin link carries: about 4000 kbps at full size. */
const GRAIN = 40;
const WIDTH = 640;

/** What is left of 30 frames a second on a busy machine; a stream that is disturbed has fewer. */
const AT_RATE = 20;

/** Until the estimate of a link has fallen, or the one who left is missed. */
const NOTICED_MS = 40_000;

const elapse = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** One encoder for all: what happens to one viewer must stay his own matter. */
describe('viewers of a shared encoder', () => {
  let app: AppProcess;
  let viewers: NativeViewer[] = [];

  beforeAll(async () => {
    const env = { MEDIA_ENGINE: 'fanout', WEBRTC_DISCONNECT_GRACE_SECONDS: '1' };
    app = await AppProcess.start({ fixtures: true, models: ['texture'], env });
  }, 90_000);

  afterAll(async () => {
    expect(await app?.stop()).toBe(0);
  }, 30_000);

  afterEach(async () => {
    await Promise.all(viewers.map((viewer) => viewer.kill()));
    viewers = [];
    await fetch(`${app.url}/stop_session`, { method: 'POST' });
    await app.becomes('ready', NOTICED_MS);
  }, 60_000);

  async function join(options: { relayed?: boolean } = {}): Promise<NativeViewer> {
    const viewer = new NativeViewer();
    viewers.push(viewer);
    await viewer.join(app.url, options);
    await viewer.sees(5);
    return viewer;
  }

  /** One who watches at full size and rate; what becomes of him is the question. */
  async function joinSteady(): Promise<NativeViewer> {
    const steady = await join();
    await steady.command('set_grain', { grain: GRAIN });
    await until('the full rate', async () => (await steady.rate(1_000)) >= AT_RATE, NOTICED_MS);
    expect((await steady.look()).widths).toEqual([WIDTH]);
    return steady;
  }

  const isUndisturbed = async (steady: NativeViewer): Promise<void> => {
    expect(await steady.rate(3_000)).toBeGreaterThan(AT_RATE);
    expect((await steady.look()).widths).toEqual([WIDTH]);
  };

  const widthOf = async (viewer: NativeViewer): Promise<number> => (await viewer.look()).widths.at(-1)!;

  it('keep size and rate while the link of one carries 600 kbps, which gets a smaller picture', async () => {
    const steady = await joinSteady();
    const poor = await join({ relayed: true });
    await poor.throttle(600);
    await until('a smaller picture', async () => (await widthOf(poor)) < WIDTH, NOTICED_MS);
    await poor.sees(60, NOTICED_MS);
    await isUndisturbed(steady);
  }, 120_000);

  it('go on when one is killed, whose encoder ends with him and no other', async () => {
    const steady = await joinSteady();
    const files = app.openFiles;
    const poor = await join({ relayed: true });
    await poor.throttle(600);
    await until('a smaller picture', async () => (await widthOf(poor)) < WIDTH, NOTICED_MS);
    await until('the encoder of it', () => app.openFiles > files);
    await poor.kill();
    await until('the end of the encoder', () => app.openFiles <= files, NOTICED_MS);
    await isUndisturbed(steady);
    const next = await join();
    await next.sees(30);
    await isUndisturbed(steady);
  }, 120_000);

  it('go on after the server stood still for half a second', async () => {
    const [one, two] = [await join(), await join()];
    app.signal('SIGSTOP');
    await elapse(500);
    app.signal('SIGCONT');
    for (const viewer of [one, two]) {
      await viewer.sees(60);
      expect((await viewer.look()).connection).toBe('connected');
    }
  }, 60_000);

  it('keep size and rate beside one that asks for keyframes without end', async () => {
    const steady = await joinSteady();
    const storm = ['--viewers', '1', '--keyframes', '200', '--seconds', '5', '--settle', '1', '--json'];
    const flooding = run(process.execPath, [REACTOR, 'load', '--url', app.url, ...storm], { cwd: ROOT });
    await isUndisturbed(steady);
    expect(JSON.parse((await flooding).stdout)).toMatchObject({ all: { failed: 0 } });
    await isUndisturbed(steady);
  }, 60_000);

  it('keep size and rate while a stranger floods their port with datagrams', async () => {
    const steady = await joinSteady();
    const { host, port } = (await steady.look()).server;
    const socket = createSocket('udp4');
    socket.on('error', () => undefined);
    const garbage = strangersDatagrams();
    let at = 0;
    const flood = setInterval(() => {
      for (let i = 0; i < 30; i++) socket.send(garbage[at++ % garbage.length]!, port, host);
    }, 10);
    try {
      await isUndisturbed(steady);
    } finally {
      clearInterval(flood);
      socket.close();
    }
    expect(at).toBeGreaterThan(1_000);
    const next = await join();
    await next.sees(30);
  }, 60_000);
});

/** What looks like STUN, DTLS, RTP and RTCP, and what looks like nothing. */
function strangersDatagrams(): readonly Buffer[] {
  const firstBytes = [0, 1, 20, 22, 23, 63, 64, 127, 128, 129, 191, 192, 255];
  return firstBytes.flatMap((first) =>
    [1, 20, 60, 200, 1_200].map((length) => {
      const datagram = Buffer.alloc(length, (first * 31 + length) & 255);
      datagram[0] = first;
      if (length >= 20) datagram.writeUInt32BE(0x2112_a442, 4);
      return datagram;
    }),
  );
}
