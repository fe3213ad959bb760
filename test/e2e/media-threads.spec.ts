import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { AppProcess, MEDIA_ENGINE } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';
import { StreamClient } from '../support/stream-client.js';
import { until } from '../support/until.js';

const BUSY_MS = 30_000;
const onFanout = MEDIA_ENGINE === 'wrtc' ? it.skip : it;

let app: AppProcess;
let viewers: NativeViewer[] = [];

beforeAll(async () => {
  app = await AppProcess.start({ fixtures: true, models: ['mirror'], env: { MEDIA_THREADS: '2' } });
}, 90_000);

afterAll(async () => {
  expect(await app?.stop()).toBe(0);
}, 30_000);

afterEach(async () => {
  await Promise.all(viewers.map((viewer) => viewer.kill()));
  viewers = [];
}, 60_000);

async function join(): Promise<NativeViewer> {
  const viewer = new NativeViewer();
  viewers.push(viewer);
  await viewer.join(app.url);
  await viewer.sees(5, BUSY_MS);
  return viewer;
}

onFanout(
  'viewers in two media threads see and command one session, whoever leaves',
  async () => {
    const four = [await join(), await join(), await join(), await join()];
    for (const viewer of four) await viewer.command('shout', { text: 'hello' });
    await Promise.all(four.map((viewer) => viewer.hears('heard', 5)));
    // The first and the third are in the thread that has the encoder.
    await Promise.all([four[0]!.kill(), four[2]!.kill()]);
    await Promise.all([four[1]!, four[3]!].map((viewer) => viewer.sees(30)));
    await (await join()).sees(30);
  },
  120_000,
);

onFanout(
  'clients without WebRTC are spread over the threads, too',
  async () => {
    const clients = [
      await StreamClient.open(app.url),
      await StreamClient.open(app.url),
      await StreamClient.open(app.url),
    ];
    try {
      for (const client of clients) {
        await until('a second of pictures', () => client.of(0).length > 30, BUSY_MS);
        expect(client.of(0)[0]!.keyframe).toBe(true);
      }
      clients[0]!.close();
      const before = clients.map(({ frames }) => frames.length);
      for (const at of [1, 2]) await until('pictures', () => clients[at]!.frames.length > before[at]! + 30, BUSY_MS);
    } finally {
      for (const client of clients) client.close();
    }
  },
  120_000,
);
