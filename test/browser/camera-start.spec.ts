import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../support/until.js';
import type { SocketApi } from './pages/socket-client.js';
import { Stage } from './support/stage.js';

declare global {
  interface Window {
    socketClient: SocketApi;
  }
}

/** Without a start bitrate from the server Chromium needs 10 s and more. */
const LIMIT_MS = 6_000;

interface Seen {
  readonly pictures: number;
  readonly width: number;
}

describe('the camera of a browser', () => {
  let stage: Stage;
  let page: Page;

  beforeAll(async () => {
    stage = await Stage.set({ fixtures: true, models: ['mirror'] });
    ({ page } = await stage.browser.open('socket-client'));
  }, 120_000);
  afterAll(async () => {
    expect(await stage?.strike()).toBe(0);
  }, 60_000);

  async function seen(): Promise<Seen> {
    const reply = await page.evaluate(() => window.socketClient.ask({ type: 'command', name: 'look_back', args: {} }));
    return (reply['message'] as { readonly data: Seen }).data;
  }

  it('is seen at its full size within seconds of its first picture', async () => {
    await page.evaluate((url) => window.socketClient.open(url), stage.app.socketUrl);
    await page.evaluate(() => window.socketClient.watch());
    await page.evaluate(() => window.socketClient.publishCamera('webcam', { width: 640, height: 360 }));
    await until('its first picture', async () => (await seen()).pictures > 0, 20_000);
    const widths = new Set<number>();
    await until('pictures of 640x360', async () => widths.add((await seen()).width).has(640), LIMIT_MS).catch(
      (error: unknown) => {
        throw new Error(`${String(error)}; it was ${[...widths].join(', ')} wide`);
      },
    );
  }, 60_000);
});
