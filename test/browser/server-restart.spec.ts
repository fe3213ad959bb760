import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { AppProcess } from '../support/app-process.js';
import { until } from '../support/until.js';
import { TestBrowser } from './support/test-browser.js';

/** A cold start of the app, and the page's longest wait between two attempts. */
const BACK_LIMIT_MS = 60_000;

describe('the page over a restart of its server', () => {
  let app: AppProcess;
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    app = await AppProcess.start();
    browser = await TestBrowser.launch();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  }, 60_000);

  beforeEach(async () => {
    ({ page } = await browser.blank());
    await page.goto(app.url);
    await page.waitForSelector('[data-status="live"]');
  }, 60_000);

  afterEach(() => page.context().close());

  const seed = () => page.locator('[data-command="set_seed"] input');
  const frames = (): Promise<number> =>
    page.evaluate(() => document.querySelector('video')!.getVideoPlaybackQuality().totalVideoFrames);

  it.each<NodeJS.Signals>(['SIGTERM', 'SIGKILL'])(
    'streams again by itself, with what was set, after %s',
    async (signal) => {
      await seed().fill('77');
      await seed().press('Enter');
      await page.waitForSelector('[data-command="set_seed"][aria-busy="false"]');
      const { port } = new URL(app.url);
      app.signal(signal);
      await app.exited();
      await until('the page to connect again', () =>
        page
          .locator('[data-status="live"]')
          .count()
          .then((n) => n === 0),
      );
      if (signal === 'SIGTERM') {
        expect(await page.locator('.status-card').innerText()).toContain('The server is restarting');
        expect(await page.locator('[data-status="ended"]').count()).toBe(0);
      }
      app = await AppProcess.start({ env: { PORT: port } });
      await page.waitForSelector('[data-status="live"]', { timeout: BACK_LIMIT_MS });
      const before = await frames();
      await until('pictures', async () => (await frames()) > before + 5, BACK_LIMIT_MS);
      await page.waitForSelector('[data-command="set_seed"][aria-busy="false"]');
      expect(await seed().inputValue()).toBe('77');
      // In force in the new process, not only shown.
      expect(await app.metric('runtime_commands_total')).toBe(1);
    },
    180_000,
  );

  it('stays stopped where a person stopped the session', async () => {
    // Its timers are the test's.
    await page.clock.install();
    await page.reload();
    await page.waitForSelector('[data-status="live"]');
    await fetch(`${app.url}/stop_session`, { method: 'POST' });
    await page.waitForSelector('[data-status="ended"]');
    expect(await page.locator('.status-card').innerText()).toContain('The session was stopped');
    await app.becomes('ready');
    await page.clock.runFor(60_000);
    expect((await app.session()).state).toBe('ready');
    expect(await page.locator('[data-status="ended"]').count()).toBe(1);
  }, 60_000);
});
