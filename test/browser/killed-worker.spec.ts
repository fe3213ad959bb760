import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { untilStill } from '../support/still.js';
import { until } from '../support/until.js';
import type { Sdk29Api } from './pages/sdk-2.9.js';
import { Stage } from './support/stage.js';

declare global {
  interface Window {
    sdk29: Sdk29Api;
  }
}

/** A worker is started again: its process, its Nest context, its model. */
const RESTART_LIMIT_MS = 30_000;

/** Mean difference a channel between two pictures that nobody would take for the same. */
const CLEARLY_DIFFERENT = 12;

/** Mean difference a channel between two pictures. */
function distance(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
}

describe('js-sdk 2.9.0, whose model’s process is killed, with keep-session', () => {
  let stage: Stage;
  let page: Page;

  beforeAll(async () => {
    const env = { REACTOR_ISOLATION: 'process', REACTOR_RESTART: 'keep-session' };
    stage = await Stage.set({ env });
    ({ page } = await stage.browser.open('sdk-2.9'));
    await page.evaluate((url) => void window.sdk29.create(url, 'dreamfield'), stage.app.url);
  }, 120_000);

  afterAll(async () => {
    expect(await stage?.strike()).toBe(0);
  }, 60_000);

  const frames = (): Promise<number> => page.evaluate(() => window.sdk29.probe.frames);
  const pixels = (): Promise<number[]> => page.evaluate(() => window.sdk29.probe.pixels());
  const changeFrom = (before: number[]): Promise<number> =>
    page.evaluate((then) => window.sdk29.difference(then, window.sdk29.probe.pixels()), before);
  const send = (name: string, data: object): Promise<void> =>
    page.evaluate(([command, args]) => window.sdk29.reactor.sendCommand(command, args), [name, data] as const);

  it('never leaves ready; the picture stays, moves again, and is still that of its prompt', async () => {
    await page.evaluate(() => window.sdk29.reactor.connect());
    await until('frames', async () => (await frames()) > 5);
    const first = await pixels();
    // Without a flow the picture is of the prompt alone.
    await send('set_speed', { speed: 0 });
    await send('set_prompt', { prompt: 'molten lava, fire and embers' });
    await until('the picture of the prompt', async () => (await changeFrom(first)) > CLEARLY_DIFFERENT, 20_000);
    await until('the metrics of both', async () => (await stage.app.metric('runtime_commands_total')) === 2);
    const { session_id } = await stage.app.session();
    const statuses = await page.evaluate(() => window.sdk29.statuses);
    // The model glides to the picture of its prompt.
    const shown = await untilStill('the picture', pixels, 400, (a, b) => distance(a, b) < 1.5);
    const [worker] = stage.app.children;
    process.kill(worker!, 'SIGKILL');
    await until('another worker', () => stage.app.children.some((pid) => pid !== worker), RESTART_LIMIT_MS);
    expect(await changeFrom(shown)).toBeLessThan(CLEARLY_DIFFERENT);
    const seen = await frames();
    await until('frames of the new worker', async () => (await frames()) > seen + 10, RESTART_LIMIT_MS);
    await until('the picture of the prompt', async () => (await changeFrom(first)) > CLEARLY_DIFFERENT);
    expect(await page.evaluate(() => window.sdk29.statuses)).toEqual(statuses);
    expect(await page.evaluate(() => [window.sdk29.reactor.getStatus(), window.sdk29.errors.length])).toEqual([
      'ready',
      0,
    ]);
    expect(await stage.app.session()).toMatchObject({ session_id, state: 'streaming' });
    expect(await stage.app.metric('reactor_worker_restarts_total')).toBe(1);
  }, 120_000);

  it('is news over the picture of a reactor-player, which goes on', async () => {
    const { page: other } = await stage.browser.blank();
    await other.setContent(
      `<script src="${stage.app.url}/reactor-player.js"></script><reactor-player></reactor-player>`,
    );
    const player = other.locator('reactor-player');
    const shown = (): Promise<number> =>
      player
        .locator('video')
        .evaluate((video) => (video as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames);
    const news = player.locator('[part=news]');
    await until('frames', async () => (await shown()) > 5, 20_000);
    expect(await news.isHidden()).toBe(true);
    process.kill(stage.app.children[0]!, 'SIGKILL');
    await until(
      'the news',
      async () => (await news.textContent()) === 'The model failed and is starting again. You stay connected.',
      20_000,
    );
    expect(await player.locator('[part=status]').isHidden()).toBe(true);
    await until(
      'the end of it',
      async () => ((await news.textContent()) ?? '').startsWith('The model runs again'),
      RESTART_LIMIT_MS,
    );
    const seen = await shown();
    await until('frames of the new worker', async () => (await shown()) > seen + 10, RESTART_LIMIT_MS);
    await until('an end of the news', () => news.isHidden(), 20_000);
    await other.close();
  }, 120_000);
});

describe('three pages in three sessions, one of whose processes is killed', () => {
  let stage: Stage;
  let pages: Page[];

  beforeAll(async () => {
    stage = await Stage.set({ env: { REACTOR_ISOLATION: 'process', REACTOR_INSTANCES: '3' } });
    pages = [];
    for (let i = 0; i < 3; i++) {
      const { page } = await stage.browser.blank();
      pages.push(page);
      await page.goto(stage.app.url);
      if (i > 0) await page.getByRole('button', { name: 'Start your own session' }).click();
      await page.waitForSelector('[data-status="live"]', { timeout: 20_000 });
      await until('the session in the address', () => sessionOf(page) !== null);
    }
  }, 180_000);

  afterAll(async () => {
    expect(await stage?.strike()).toBe(0);
  }, 60_000);

  const sessionOf = (page: Page): string | null => new URL(page.url()).searchParams.get('session');
  const frames = (page: Page): Promise<number> =>
    page.evaluate(() => document.querySelector('video')!.getVideoPlaybackQuality().totalVideoFrames);
  /** Names of the statuses that the page goes through from now on. */
  const watch = (page: Page): Promise<void> =>
    page.evaluate(() => {
      const seen: string[] = [];
      const app = document.querySelector<HTMLElement>('[data-status]')!;
      new MutationObserver(() => seen.push(app.dataset['status']!)).observe(app, { attributeFilter: ['data-status'] });
      Object.assign(window, { seenStatuses: seen });
    });
  const seenBy = (page: Page): Promise<string[]> =>
    page.evaluate(() => (window as never as { seenStatuses: string[] }).seenStatuses);

  it('costs one of them its session, and the two others stream on', async () => {
    for (const page of pages) await watch(page);
    const before = pages.map(sessionOf);
    expect(stage.app.children).toHaveLength(3);
    process.kill(stage.app.children[0]!, 'SIGKILL');
    const hurt = await until('the page that lost its session', async () => {
      const seen = await Promise.all(pages.map(seenBy));
      return pages.find((_, i) => seen[i]!.length > 0);
    });
    const others = pages.filter((page) => page !== hurt);
    for (const page of others) {
      const seen = await frames(page);
      await until('pictures', async () => (await frames(page)) > seen + 10, 20_000);
      expect(await seenBy(page)).toEqual([]);
    }
    await hurt.waitForSelector('[data-status="live"]', { timeout: RESTART_LIMIT_MS });
    await until('another session', () => !before.includes(sessionOf(hurt)));
    const seen = await frames(hurt);
    await until('pictures again', async () => (await frames(hurt)) > seen + 10, 20_000);
    expect(others.map(sessionOf)).toEqual(before.filter((id, i) => pages[i] !== hurt));
  }, 120_000);
});
