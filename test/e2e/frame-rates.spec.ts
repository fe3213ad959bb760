import { afterEach, describe, expect, it } from '@jest/globals';
import { AppProcess } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';
import { until } from '../support/until.js';

/** A busy machine needs a while until a link is known to be thin, and its estimate is near. */
const SETTLED_MS = 60_000;

/** A link that carries no full picture of the texture. */
const THIN_KBPS = 500;

let app: AppProcess | undefined;
let viewers: NativeViewer[] = [];

afterEach(async () => {
  await Promise.all(viewers.map((viewer) => viewer.kill()));
  viewers = [];
  expect(await app?.stop()).toBe(0);
}, 30_000);

async function watch(env: Readonly<Record<string, string>>): Promise<NativeViewer> {
  app = await AppProcess.start({ fixtures: true, models: ['texture'], env });
  const viewer = new NativeViewer();
  viewers.push(viewer);
  await viewer.join(app.url, { relayed: true });
  await viewer.sees(20);
  return viewer;
}

interface Output {
  readonly width: number;
  readonly fps?: number;
  readonly rung: { readonly index: number; readonly scale: number; readonly max_framerate?: number };
}

async function outputs(): Promise<readonly Output[]> {
  const session = await app!.session();
  const reply = await fetch(`${app!.url}/sessions/${session.session_id}/stats`);
  const { connections } = (await reply.json()) as { readonly connections: readonly { outputs: readonly Output[] }[] };
  return connections[0]!.outputs;
}

describe('a limit of the frame rate', () => {
  it('is what a viewer of a faster model gets', async () => {
    const viewer = await watch({ MEDIA_MAX_FRAMERATE: '10' });
    const rates: number[] = [];
    const arrives = async (): Promise<boolean> => {
      rates.push(await viewer.rate(4_000));
      return rates.at(-1)! > 8;
    };
    await until('10 frames a second', arrives, SETTLED_MS);
    expect(Math.max(...rates)).toBeLessThan(11);
    expect(await outputs()).toMatchObject([{ rung: { max_framerate: 10 } }]);
  }, 120_000);
});

describe('a viewer whose link is thin', () => {
  it.each([
    ['maintain-framerate', { width: 320, fps: [15, 31] }],
    ['maintain-resolution', { width: 640, fps: [2, 13] }],
    ['balanced', { width: 428, fps: [7, 21] }],
  ] as const)(
    'gets with %s %j',
    async (preference, { width, fps: [least, most] }) => {
      const viewer = await watch({ MEDIA_DEGRADATION_PREFERENCE: preference });
      await viewer.throttle(THIN_KBPS);
      const seen: string[] = [];
      const degraded = async (): Promise<boolean> => {
        const fps = await viewer.rate(3_000);
        const { widths } = await viewer.look();
        const [{ rung }] = (await outputs()) as [Output];
        seen.push(`${widths.at(-1)} wide, ${fps.toFixed(1)} fps, rung ${rung.index}`);
        return rung.index > 0 && widths.at(-1)! <= width && fps >= least && fps <= most;
      };
      try {
        await until('less of the picture', degraded, SETTLED_MS);
      } catch (error) {
        throw new Error(`${String(error)}\n${seen.join('\n')}`, { cause: error });
      } finally {
        if (process.env['SHOW_FIGURES'] !== undefined) console.info(seen.join('\n'));
      }
      const { widths } = await viewer.look();
      if (preference === 'maintain-resolution') expect(new Set(widths)).toEqual(new Set([640]));
      else expect(Math.min(...widths)).toBeLessThan(640);
    },
    120_000,
  );
});
