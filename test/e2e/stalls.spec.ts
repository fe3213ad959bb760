import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AppProcess } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';
import { until } from '../support/until.js';

const CAMERA_FPS = 20;

/** What a busy machine shows of 20 frames a second; a rate that has collapsed is at 1 to 5. */
const AT_RATE = 12;

/** A pause of the camera after which a rate that counts it would be at its lowest. */
const AWAY_MS = 8_000;

let app: AppProcess;
let viewer: NativeViewer;

beforeAll(async () => {
  app = await AppProcess.start({ models: ['echo'] });
}, 90_000);

afterAll(async () => {
  expect(await app?.stop()).toBe(0);
}, 30_000);

beforeEach(async () => {
  viewer = new NativeViewer();
  await viewer.join(app.url);
}, 30_000);

afterEach(async () => {
  await viewer.kill();
  await fetch(`${app.url}/stop_session`, { method: 'POST' });
  await app.becomes('ready', 30_000);
}, 60_000);

const elapse = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The camera's pictures come back as fast as they go out, within a few seconds. */
async function isAtRate(withinMs: number): Promise<void> {
  await until('the camera to be echoed at its rate', async () => (await viewer.rate(1_000)) >= AT_RATE, withinMs);
}

/** `echo` declares no rate, and reads a microphone that nobody sends to: the engine hears silence there. */
describe('an echo of a camera', () => {
  it('is at its rate at once, however long the viewer waited before it was switched on', async () => {
    await elapse(AWAY_MS);
    await viewer.show('webcam', CAMERA_FPS);
    await viewer.sees(1);
    await isAtRate(3_500);
  }, 60_000);

  it('is at its rate at once after a pause of the camera', async () => {
    await viewer.show('webcam', CAMERA_FPS);
    await isAtRate(15_000);
    await viewer.show('webcam', 0);
    await elapse(AWAY_MS);
    await viewer.show('webcam', CAMERA_FPS);
    await viewer.sees(1);
    await isAtRate(3_500);
  }, 60_000);

  it.each([400, 1_500])(
    'comes back to its rate after the server stood still for %d ms',
    async (stallMs) => {
      await viewer.show('webcam', CAMERA_FPS);
      await isAtRate(15_000);
      app.signal('SIGSTOP');
      await elapse(stallMs);
      app.signal('SIGCONT');
      await elapse(1_000);
      await isAtRate(5_000);
      // For good, and not only while what had waited is played.
      await elapse(3_000);
      await isAtRate(3_500);
    },
    60_000,
  );
});
