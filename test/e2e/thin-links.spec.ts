import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AppProcess } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';
import { until } from '../support/until.js';

/** A busy machine needs a while until a link is known to be thin. */
const SETTLED_MS = 60_000;

/** A link that carries no full picture of the texture. */
const THIN_KBPS = 500;

/** For so long it is thin. */
const THIN_MS = 15_000;

/** The link is probed every 5 to 10 s, and each of two rungs takes one that finds more. A busy machine takes twice as long. */
const UP_MS = 45_000;

const EVERY_MS = 500;

/** Of an encoder whose greatest is 4000: its viewer's own estimate moves it a little, a thin link beside it would halve it. */
const WHOLE_KBPS = 3_000;

interface Output {
  readonly rung?: { readonly index: number };
  readonly encoder_kbps?: number;
}

interface Connection {
  readonly connection_id: number;
  readonly outputs: readonly Output[];
}

let app: AppProcess;
let viewers: NativeViewer[] = [];

afterEach(async () => {
  await Promise.all(viewers.map((viewer) => viewer.kill()));
  viewers = [];
  expect(await app.stop()).toBe(0);
}, 30_000);

interface Watching {
  readonly viewer: NativeViewer;
  /** What the server says that it is sent. */
  readonly output: () => Promise<Output>;
}

async function join(options: { readonly relayed?: boolean } = {}): Promise<Watching> {
  const viewer = new NativeViewer();
  viewers.push(viewer);
  const { sessionId, connectionId } = await viewer.join(app.url, options);
  await viewer.sees(20);
  const output = async (): Promise<Output> => {
    const reply = await fetch(`${app.url}/sessions/${sessionId}/stats`);
    const { connections } = (await reply.json()) as { readonly connections: readonly Connection[] };
    return connections.find(({ connection_id: id }) => id === connectionId)!.outputs[0]!;
  };
  return { viewer, output };
}

async function isOn(rung: number, { output }: Watching, limitMs: number): Promise<void> {
  await until(`rung ${rung}`, async () => (await output()).rung?.index === rung, limitMs);
}

describe('a viewer whose link was thin', () => {
  it('has the whole picture again soon after it is good', async () => {
    app = await AppProcess.start({ fixtures: true, models: ['texture'] });
    const watching = await join({ relayed: true });
    const { viewer, output } = watching;
    await isOn(0, watching, SETTLED_MS);
    await viewer.throttle(THIN_KBPS);
    await until('a lower rung', async () => ((await output()).rung?.index ?? 0) > 0, SETTLED_MS);
    await delay(THIN_MS);
    await viewer.throttle(null);
    const startMs = performance.now();
    await isOn(0, watching, UP_MS);
    if (process.env['SHOW_FIGURES'] !== undefined) console.info(`up after ${performance.now() - startMs} ms`);
    await until('640 wide', async () => (await viewer.look()).widths.at(-1) === 640);
  }, 180_000);

  it('changes nothing for one beside it', async () => {
    app = await AppProcess.start({ fixtures: true, models: ['texture'] });
    const beside = await join();
    const thin = await join({ relayed: true });
    await isOn(0, beside, SETTLED_MS);
    await isOn(0, thin, SETTLED_MS);
    const carries = async (): Promise<boolean> => ((await beside.output()).encoder_kbps ?? 0) > WHOLE_KBPS;
    await until('the whole bitrate', carries, SETTLED_MS);
    const alone = await beside.viewer.rate(3_000);
    await thin.viewer.throttle(THIN_KBPS);
    const seen: Output[] = [];
    const watched = async (): Promise<boolean> => {
      seen.push(await beside.output());
      return ((await thin.output()).rung?.index ?? 0) > 0;
    };
    await until('a lower rung for the thin link', watched, SETTLED_MS);
    const rate = beside.viewer.rate(THIN_MS);
    for (let ms = 0; ms < THIN_MS; ms += EVERY_MS) {
      await delay(EVERY_MS);
      seen.push(await beside.output());
    }
    expect((await rate) / alone).toBeGreaterThan(0.8);
    expect(new Set(seen.map(({ rung }) => rung?.index))).toEqual(new Set([0]));
    if (process.env['SHOW_FIGURES'] !== undefined) console.info(seen.map(({ encoder_kbps: kbps }) => kbps).join(' '));
    expect(Math.min(...seen.map(({ encoder_kbps: kbps }) => kbps ?? 0))).toBeGreaterThan(WHOLE_KBPS);
    expect((await beside.viewer.look()).widths).toEqual([640]);
  }, 180_000);
});
