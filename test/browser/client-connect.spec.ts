import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { untilStill } from '../support/still.js';
import { until } from '../support/until.js';
import { Stage } from './support/stage.js';
import type { ClientPage } from './pages/client.js';

declare global {
  interface Window {
    reactor: ClientPage;
  }
}

type Color = readonly [number, number, number];

/** The fake camera's picture is green. */
const isGreen = ([red, green, blue]: Color): boolean => green > red + 30 && green > blue + 30;
const isRed = ([red, green, blue]: Color): boolean => red > green + 60 && red > blue + 60;
const isMagenta = ([red, green, blue]: Color): boolean => red > green + 30 && blue > green + 30;

describe('connect, in a page of another origin', () => {
  let stage: Stage;
  let page: Page;

  beforeAll(async () => {
    stage = await Stage.set({ script: 'test/e2e/apps/bearer.mjs' });
    ({ page } = await stage.browser.open('client'));
  }, 120_000);

  afterAll(async () => {
    await stage?.strike();
  }, 60_000);

  const color = (): Promise<Color> => page.evaluate(() => window.reactor.probe.color());
  const shows = (what: string, test: (color: Color) => boolean): Promise<unknown> =>
    until(what, async () => test(await color()), 20_000);

  it('is refused without the token', async () => {
    const code = await page.evaluate(
      (url) => window.reactor.codeOf(window.reactor.library(url, 'wrong').whenLive()),
      stage.app.url,
    );
    expect(code).toBe('unauthorized');
  });

  it('is in the session with it, once, however often it is called', async () => {
    const kind = await page.evaluate(async (url) => {
      window.reactor.connect(url, 'sesame');
      const first = window.reactor.client;
      window.reactor.connect(url, 'sesame');
      await first.whenLive();
      return window.reactor.client === first ? first.status.value.kind : 'another client';
    }, stage.app.url);
    expect(kind).toBe('live');
  });

  it('sends a camera, and plays what comes back', async () => {
    await page.evaluate(async () => window.reactor.client.publish('webcam', await window.reactor.captureCamera()));
    await shows('the green of the camera', isGreen);
  });

  it('knows the frame from which a command holds, and what is in force then', async () => {
    const reply = await page.evaluate(() => window.reactor.client.commands.set_effect({ effect: 'invert' }));
    expect(reply).toMatchObject({ message: { data: { effect: 'invert' } }, frame: expect.any(Number) });
    expect(reply.latencyMs).toBeGreaterThan(0);
    await shows('the inverted camera', isMagenta);
    await until('the state', () => page.evaluate(() => window.reactor.client.state.value.effect === 'invert'));
    await page.evaluate(() => window.reactor.client.commands.set_effect({ effect: 'none' }));
  });

  it('puts a canvas in the place of the camera, and frees that', async () => {
    const states = await page.evaluate(async () => {
      const { client, captureCanvas, paint } = window.reactor;
      const camera = client.publications.value.get('webcam')!.source!.media;
      await client.publish('webcam', captureCanvas(paint('#d01010')));
      return [camera.readyState, client.publications.value.get('webcam')!.source!.kind];
    });
    expect(states).toEqual(['ended', 'canvas']);
    await shows('the red of the canvas', isRed);
  });

  it('says how far an upload is, and when it is aborted', async () => {
    const [steps, aborted] = await page.evaluate(async () => {
      const { client, codeOf } = window.reactor;
      const canvas = document.createElement('canvas');
      const png = await new Promise<Blob>((resolve) => canvas.toBlob((blob) => resolve(blob!)));
      const file = new File([png], 'clear.png', { type: 'image/png' });
      const sent: number[] = [];
      const onProgress = ({ sentBytes }: { sentBytes: number }): void => void sent.push(sentBytes / file.size);
      await client.commands.set_overlay_image({ overlay_image: file }, { onProgress });
      const stop = new AbortController();
      const second = codeOf(client.upload(file, { onProgress: () => {}, signal: stop.signal }));
      stop.abort();
      return [sent, await second] as const;
    });
    expect(steps.at(-1)).toBe(1);
    expect(aborted).toBe('upload_aborted');
  });

  it('says what to do where the person does not allow the camera, and sends on', async () => {
    const [code, kind] = await page.evaluate(async () => {
      const { client, captureCamera, codeOf } = window.reactor;
      navigator.mediaDevices.getUserMedia = () =>
        Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));
      return [await codeOf(captureCamera()), client.publications.value.get('webcam')!.source!.kind] as const;
    });
    expect([code, kind]).toEqual(['permission_denied', 'canvas']);
  });

  it('hears that another client sends on a track', async () => {
    const { page: second } = await stage.browser.open('client');
    const code = await second.evaluate(async (url) => {
      const { captureCamera, codeOf } = window.reactor;
      window.reactor.connect(url, 'sesame');
      await window.reactor.client.whenLive();
      return await codeOf(captureCamera().then((camera) => window.reactor.client.publish('webcam', camera)));
    }, stage.app.url);
    expect(code).toBe('publish_refused');
    await second.close();
  });

  it('comes back by itself when its connection drops: the same picture, the same canvas', async () => {
    const kinds = await page.evaluate(async () => {
      const { client } = window.reactor;
      const seen: string[] = [];
      client.status.subscribe(({ kind }) => seen.push(kind));
      client.connection.value!.close();
      await new Promise((resolve) => setTimeout(resolve, 0));
      await client.whenLive();
      return seen;
    });
    expect(kinds).toEqual(['connecting', 'live']);
    await shows('the red of the canvas', isRed);
  });

  it('receives nothing on a track that is paused, on the next connection neither, until it is resumed', async () => {
    const frames = (): Promise<number> => page.evaluate(() => window.reactor.probe.frames);
    const stands = (): Promise<number> => untilStill('the picture', frames, 800, (a, b) => a === b);
    const moves = async (): Promise<void> => {
      const before = await frames();
      await until('frames', async () => (await frames()) > before + 5, 20_000);
    };
    await moves();
    await page.evaluate(() => window.reactor.client.pause('main_video'));
    await stands();
    await page.evaluate(async () => {
      window.reactor.client.connection.value!.close();
      await new Promise((resolve) => setTimeout(resolve, 0));
      await window.reactor.client.whenLive();
    });
    await stands();
    await page.evaluate(() => window.reactor.client.resume('main_video'));
    await moves();
    expect(
      await page.evaluate(() => window.reactor.codeOf(window.reactor.client.pause('nothing' as 'main_video'))),
    ).toBe('unknown_track');
  });
});
