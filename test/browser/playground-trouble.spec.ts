import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page, WebSocketRoute } from 'playwright-core';
import { until } from '../support/until.js';
import { RelayedMedia } from './support/relayed-media.js';
import { Stage } from './support/stage.js';

describe('the page in trouble', () => {
  let stage: Stage;
  let page: Page;
  let console: string[];

  beforeAll(async () => {
    stage = await Stage.set();
  }, 120_000);

  afterAll(async () => {
    expect(await stage?.strike()).toBe(0);
  }, 60_000);

  /** Each test begins a session of its own. */
  beforeEach(async () => {
    await fetch(`${stage.app.url}/stop_session`, { method: 'POST' });
    await until('no session', async () => (await health()) === 'available');
    ({ page, console } = await stage.browser.blank());
  });

  afterEach(async () => {
    await page.context().close();
    // A refusal of the content policy would be here too.
    expect(console).toEqual([]);
  });

  const health = async (): Promise<string> =>
    ((await (await fetch(`${stage.app.url}/health`)).json()) as { state: string }).state;
  const status = (kind: string): Promise<unknown> => page.waitForSelector(`[data-status="${kind}"]`);
  const open = async (path = '/'): Promise<void> => {
    await page.goto(stage.app.url + path);
    await status('live');
  };
  const control = (command: string, input: string) => page.locator(`[data-command="${command}"] ${input}`);

  it('goes back to what is in force when a value is refused, and says why', async () => {
    await open();
    await control('set_seed', 'input').fill('7');
    await control('set_seed', 'input').press('Enter');
    await page.waitForSelector('[data-command="set_seed"][aria-busy="false"]');
    await control('set_seed', 'input').fill('10000');
    await control('set_seed', 'input').press('Enter');
    await control('set_seed', '[data-error]').waitFor();
    expect(await control('set_seed', '[data-error]').textContent()).toMatch(/seed .*9999/);
    await until('the value in force', async () => (await control('set_seed', 'input').inputValue()) === '7');
  });

  it('comes back into its session when the connection drops, with everything as it was', async () => {
    let socket: WebSocketRoute | undefined;
    await page.routeWebSocket('**/signaling', (route) => {
      socket = route;
      route.connectToServer();
    });
    await open();
    await control('set_prompt', 'textarea').fill('neon rain');
    await control('set_prompt', 'textarea').press('Enter');
    await page.waitForSelector('[data-command="set_prompt"][aria-busy="false"]');
    const first = socket;
    await first?.close({ code: 3000 });
    await until('another socket', () => socket !== first);
    await status('live');
    expect(await control('set_prompt', 'textarea').inputValue()).toBe('neon rain');
    expect(await page.locator('.notice').count()).toBe(0);
  });

  it('keeps its picture and its place when its way for media breaks, and finds another one', async () => {
    const media = await RelayedMedia.of(page);
    const frames = (): Promise<number> =>
      page.evaluate(() => document.querySelector('video')!.getVideoPlaybackQuality().totalVideoFrames);
    try {
      await open();
      await control('set_prompt', 'textarea').fill('neon rain');
      await control('set_prompt', 'textarea').press('Enter');
      await page.waitForSelector('[data-command="set_prompt"][aria-busy="false"]');
      await until('pictures', async () => (await frames()) > 10);
      media.cut();
      // Chromium misses the other end after about five seconds.
      await until('another offer', () => media.offers === 2, 30_000);
      const before = await frames();
      await until('pictures again', async () => (await frames()) > before + 10, 30_000);
      expect(await page.locator('[data-status="live"]').count()).toBe(1);
      expect(media.sockets).toBe(1);
      expect(await stage.app.metric('runtime_connections_active')).toBe(1);
      expect(await control('set_prompt', 'textarea').inputValue()).toBe('neon rain');
    } finally {
      media.close();
    }
  }, 90_000);

  it('says that the browser has no WebRTC, and starts no session', async () => {
    await page.addInitScript(() => Reflect.deleteProperty(window, 'RTCPeerConnection'));
    await page.goto(stage.app.url);
    await status('failed');
    expect(await page.textContent('.status-card')).toContain('This browser does not support WebRTC');
    expect(await page.locator('.countdown').count()).toBe(0);
    await control('set_seed', 'input').waitFor();
    expect(await health()).toBe('available');
  });

  it('says that it is not signed in where something before the server asks who it is, and stops', async () => {
    await page.route('**/health', (route) => route.fulfill({ status: 401, body: '<h1>Sign in</h1>' }));
    await page.goto(stage.app.url);
    await status('failed');
    expect(await page.textContent('.status-card')).toContain('You are not signed in');
    expect(await page.locator('.countdown').count()).toBe(0);
    expect(console.splice(0)).toEqual([expect.stringContaining('401')]);
  });

  it('talks to the model that its address names', async () => {
    await open('/?model=dreamfield');
    await page.goto(`${stage.app.url}/?model=nightmare`);
    await status('failed');
    expect(await page.textContent('.status-card')).toContain('There is no such model');
    expect(console.splice(0)).toEqual([expect.stringContaining('404')]);
  });
});
