import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { untilStill } from '../support/still.js';
import { until } from '../support/until.js';
import type { Sdk22Api } from './pages/sdk-2.2.js';
import type { Sdk29Api } from './pages/sdk-2.9.js';
import { Stage } from './support/stage.js';

declare global {
  interface Window {
    sdk22: Sdk22Api;
    sdk29: Sdk29Api;
  }
}

/** How long the model keeps the server from ending; all that is asked of it meanwhile takes a fraction. */
const BLOCK_MS = 6_000;

/** From the close of their connection until clients take it for gone. */
const CLIENT_LIMIT_MS = 30_000;

describe('a server that shuts down, seen by unmodified clients', () => {
  let stage: Stage;
  let pages: Record<'watching29' | 'watching22' | 'late29' | 'late22', Page>;
  /** What the pages were answered, by method and path. */
  const replies: string[] = [];

  beforeAll(async () => {
    // The second model blocks, and so holds the end up; the oldest client knows only the first.
    stage = await Stage.set({ fixtures: true, models: ['mirror', 'hazard'], atDefaultAddress: true });
    const open = async (script: string): Promise<Page> => {
      const { page } = await stage.browser.open(script);
      page.on('response', (response) => {
        replies.push(`${response.request().method()} ${new URL(response.url()).pathname} ${response.status()}`);
      });
      return page;
    };
    pages = {
      watching29: await open('sdk-2.9'),
      watching22: await open('sdk-2.2'),
      late29: await open('sdk-2.9'),
      late22: await open('sdk-2.2'),
    };
    const api = `${stage.app.url}/models/hazard`;
    for (const page of [pages.watching29, pages.late29])
      await page.evaluate((url) => void window.sdk29.create(url, 'hazard'), api);
    for (const page of [pages.watching22, pages.late22]) await page.evaluate(() => window.sdk22.create('mirror'));
    await pages.watching29.evaluate(() => window.sdk29.reactor.connect());
    await pages.watching22.evaluate(() => window.sdk22.reactor.connect());
    await until('pictures', () => pages.watching29.evaluate(() => window.sdk29.probe.frames > 0), CLIENT_LIMIT_MS);
    await until('pictures', () => pages.watching22.evaluate(() => window.sdk22.probe.frames > 0), CLIENT_LIMIT_MS);
    await pages.watching29.evaluate((ms) => window.sdk29.reactor.sendCommand('block', { ms }), BLOCK_MS);
    await untilStill('the picture', () => pages.watching29.evaluate(() => window.sdk29.probe.frames), 300);
    stage.app.signal('SIGTERM');
  }, 180_000);

  afterAll(async () => {
    await stage?.strike();
  }, 60_000);

  const connect29 = (page: Page): Promise<string> =>
    page.evaluate(() =>
      window.sdk29.reactor.connect().then(
        () => 'connected',
        (error: unknown) => String(error),
      ),
    );

  it('refuses 2.9.0 a session, in words that it shows', async () => {
    const refusal = await connect29(pages.late29);
    expect(refusal).toContain('503');
    expect(refusal).toContain('the server is shutting down; start the session on another one');
    expect(refusal).toContain('"code":"shutting_down"');
    expect(await pages.late29.evaluate(() => window.sdk29.statuses)).toEqual(['connecting', 'disconnected']);
    expect(await pages.late29.evaluate(() => window.sdk29.errors)).toMatchObject([
      { code: 'CONNECTION_FAILED', recoverable: true, message: expect.stringContaining('shutting_down') },
    ]);
  });

  it('refuses 2.2.1 a session, which shows that it failed', async () => {
    await pages.late22.evaluate(() => window.sdk22.reactor.connect().catch(() => {}));
    expect(await pages.late22.evaluate(() => window.sdk22.statuses)).toEqual(['connecting', 'disconnected']);
    expect(await pages.late22.evaluate(() => window.sdk22.errors)).toMatchObject([{ code: 'CONNECTION_FAILED' }]);
    // It does not read why.
    expect(replies).toContain('POST /start_session 503');
  });

  it('tells 2.9.0 why its session ends', async () => {
    await until('the notice', () => pages.watching29.evaluate(() => window.sdk29.notices.length > 0));
    expect(await pages.watching29.evaluate(() => window.sdk29.notices)).toEqual([
      { type: 'sessionEnded', data: { reason: 'Session ended: the server is shutting down.' } },
    ]);
  });

  it('ends with code 0, and its clients know that they are disconnected', async () => {
    expect(await stage.app.exited()).toBe(0);
    const left29 = () => pages.watching29.evaluate(() => window.sdk29.reactor.getStatus() === 'disconnected');
    const left22 = () => pages.watching22.evaluate(() => window.sdk22.reactor.getStatus() === 'disconnected');
    await until('2.9.0 to see it', left29, CLIENT_LIMIT_MS);
    await until('2.2.1 to see it', left22, CLIENT_LIMIT_MS);
    expect(await connect29(pages.late29)).toContain('Failed to fetch');
    expect(await pages.late29.evaluate(() => window.sdk29.reactor.getStatus())).toBe('disconnected');
  }, 90_000);
});
