import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { AppProcess } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';
import { until } from '../support/until.js';

/** A tone at half of the scale is far above, what a codec leaks into the other channel far below. */
const LOUD = 4_000;
const QUIET = 800;

let app: AppProcess;
let viewers: NativeViewer[] = [];

beforeAll(async () => {
  app = await AppProcess.start({ fixtures: true, models: ['left_ear'] });
}, 90_000);

afterAll(async () => {
  expect(await app?.stop()).toBe(0);
}, 30_000);

afterEach(async () => {
  await Promise.all(viewers.map((viewer) => viewer.kill()));
  viewers = [];
});

async function listens(stereo: boolean): Promise<NativeViewer> {
  const viewer = new NativeViewer();
  viewers.push(viewer);
  await viewer.join(app.url, { stereo });
  return viewer;
}

const hears = (viewer: NativeViewer, what: string, isSo: (ears: readonly number[]) => boolean): Promise<unknown> => {
  let seen: readonly number[] = [];
  return until(what, async () => isSo((seen = (await viewer.look()).ears)), 30_000).catch((error: unknown) => {
    throw new Error(`${String(error)}; last heard ${seen.join(' and ')}`, { cause: error });
  });
};

const isLeftAlone = ([left = 0, right = 0]: readonly number[]): boolean => left > LOUD && right < QUIET;

it('a tone in the left channel is in the left channel of who plays stereo, and is heard by who plays mono', async () => {
  const mono = await listens(false);
  await hears(mono, 'a tone', ([first = 0]) => first > LOUD / 2);
  const stereo = await listens(true);
  await hears(stereo, 'a tone on the left alone', isLeftAlone);
  await hears(mono, 'the tone still', ([first = 0]) => first > LOUD / 2);
}, 90_000);
