import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { NODE_AV_FOLDER } from '../support/node-av.js';
import { until } from '../support/until.js';
import type { Received, SocketApi } from './pages/socket-client.js';
import { Stage } from './support/stage.js';

declare global {
  interface Window {
    socketClient: SocketApi;
  }
}

const LIMIT_MS = 40_000;

const media = (page: Page): Promise<Received> => page.evaluate(() => window.socketClient.media());

/** A client of its own; it watches where its offer is answered. @param codecs that it offers, in its order; all where absent */
async function watch(stage: Stage, codecs?: readonly string[]): Promise<Page> {
  const { page } = await stage.browser.open('socket-client');
  await page.evaluate((url) => window.socketClient.open(url), stage.app.socketUrl);
  await page.evaluate((names) => window.socketClient.watch(undefined, names), codecs);
  return page;
}

async function set(page: Page, fields: Readonly<Record<string, number>>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) {
    await page.evaluate((command) => window.socketClient.ask({ type: 'command', ...command }), {
      name: `set_${name}`,
      args: { [name]: value },
    });
  }
}

/** Waits until a second has passed in which the figures were good. @returns what was seen of that second */
async function settles(
  what: string,
  page: Page,
  isGood: (second: { readonly fps: number; readonly kbps: number; readonly width: number }) => boolean,
): Promise<Received> {
  const samples = [await media(page)];
  const seen: string[] = [];
  try {
    return await until(
      what,
      async () => {
        const now = await media(page);
        samples.push(now);
        // The newest of those that are a second old.
        const before = samples.findLast(({ atMs }) => now.atMs - atMs >= 1_000);
        if (before === undefined) return undefined;
        const seconds = (now.atMs - before.atMs) / 1_000;
        const second = {
          fps: (now.frames - before.frames) / seconds,
          kbps: (now.bytes - before.bytes) / 125 / seconds,
          width: now.width,
        };
        seen.push(`${now.codec} ${second.width} ${second.fps.toFixed(1)} fps ${second.kbps.toFixed(0)} kbps`);
        return isGood(second) ? now : undefined;
      },
      LIMIT_MS,
    );
  } catch (error) {
    throw new Error(`${String(error)}\n${seen.join('\n')}`, { cause: error });
  } finally {
    if (process.env['SHOW_FIGURES'] !== undefined) console.info(seen.join('\n'));
  }
}

describe('a server without settings', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.set({ fixtures: true, models: ['texture'] });
  }, 120_000);
  afterAll(async () => {
    expect(await stage?.strike()).toBe(0);
  }, 60_000);

  it.each(['VP8', 'VP9', 'AV1'].flatMap((codec) => [640, 1280].map((width) => [codec, width] as const)))(
    'sends %s alone at the rate of the model, %d pixels wide',
    async (codec, width) => {
      const page = await watch(stage, [codec]);
      await page.evaluate(
        (wide) => window.socketClient.ask({ type: 'command', name: 'set_width', args: { width: wide } }),
        width,
      );
      const seen = await settles('20 of 30 frames', page, (second) => second.width === width && second.fps >= 20);
      expect(seen.codec).toBe(codec);
      await page.context().close();
    },
    90_000,
  );

  it.each([640, 1280])(
    'fills the bitrate that it may use with a picture %d wide that needs it',
    async (width) => {
      const page = await watch(stage);
      await set(page, { width, grain: 40 });
      const seen = await settles('3200 kbps of 4000', page, ({ kbps }) => kbps > 3_200);
      expect(seen.width).toBe(width);
      await page.context().close();
    },
    90_000,
  );

  it('refuses a client without any of its codecs, and says which it has', async () => {
    const page = await watch(stage, ['H264']);
    const received = await page.evaluate(() => window.socketClient.received);
    expect(received.find(({ type }) => type === 'error')).toMatchObject({
      error: { code: 'bad_sdp', message: expect.stringContaining('offer one of VP8, VP9, AV1 (it has H264, rtx)') },
    });
    await page.context().close();
  }, 90_000);
});

describe.each([
  [
    'AV1,VP8',
    [
      [undefined, 'AV1'],
      [['VP9', 'VP8'], 'VP8'],
    ],
  ],
  [
    'VP9',
    [
      [undefined, 'VP9'],
      [['AV1', 'VP8'], 'AV1'],
    ],
  ],
] as const)('a server that prefers %s', (preferred, clients) => {
  let stage: Stage;
  beforeAll(async () => {
    const env = { WEBRTC_VIDEO_CODECS: preferred };
    stage = await Stage.set({ fixtures: true, models: ['texture'], env });
  }, 120_000);
  afterAll(async () => {
    expect(await stage?.strike()).toBe(0);
  }, 60_000);

  it.each(
    clients.map(([offered, sent]) => [sent, offered?.join(' before ') ?? 'what Chromium offers', offered] as const),
  )(
    'sends %s to a client that offers %s',
    async (sent, _, offered) => {
      const page = await watch(stage, offered);
      const seen = await settles('20 of 30 frames', page, ({ fps }) => fps >= 20);
      expect(seen.codec).toBe(sent);
      await page.context().close();
    },
    90_000,
  );
});

const where = NODE_AV_FOLDER === undefined ? describe.skip : describe;

where('a server with node-av (skipped where NODE_PATH names no folder that has it)', () => {
  let stage: Stage;
  beforeAll(async () => {
    const env = { MEDIA_ENGINE: 'fanout', MEDIA_ENCODER: 'x264', NODE_PATH: NODE_AV_FOLDER! };
    stage = await Stage.set({ fixtures: true, models: ['texture'], env });
  }, 120_000);
  afterAll(async () => {
    expect(await stage?.strike()).toBe(0);
  }, 60_000);

  it('says what it encodes with, and why', () => {
    expect(stage.app.log).toContain('video encoders x264 (H.264), wrtc (VP8, VP9, AV1): media.encoder is x264');
  });

  it('sends H.264, in each size that the model has', async () => {
    const page = await watch(stage);
    for (const width of [640, 1280, 640]) {
      await set(page, { width, grain: 0 });
      const seen = await settles('10 of 30 frames', page, (second) => second.width === width && second.fps >= 10);
      expect(seen.codec).toBe('H264');
    }
    await page.context().close();
  }, 90_000);

  it('fills the bitrate that it may use with a picture that needs it, and no more', async () => {
    const page = await watch(stage);
    await set(page, { width: 1280, grain: 40 });
    const seen = await settles('3600 to 4400 kbps', page, ({ kbps }) => kbps > 3_600 && kbps < 4_400);
    expect(seen.codec).toBe('H264');
    await page.context().close();
  }, 90_000);

  it('sends VP8 to who has no H.264, beside those who have, and a picture to each who comes later', async () => {
    const pages = [await watch(stage), await watch(stage, ['VP8']), await watch(stage)];
    const seen = await Promise.all(pages.map((page) => settles('10 frames', page, ({ fps }) => fps >= 10)));
    expect(seen.map(({ codec }) => codec)).toEqual(['H264', 'VP8', 'H264']);
    for (const page of pages) await page.context().close();
  }, 90_000);

  it('sends H.264 alone to who has nothing else', async () => {
    const page = await watch(stage, ['H264']);
    expect((await settles('10 of 30 frames', page, ({ fps }) => fps >= 10)).codec).toBe('H264');
    await page.context().close();
  }, 90_000);
});
