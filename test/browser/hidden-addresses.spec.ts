import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../support/until.js';
import type { MultiConnectionApi } from './pages/multi-connection.js';
import type { Sdk22Api } from './pages/sdk-2.2.js';
import type { Sdk29Api } from './pages/sdk-2.9.js';
import { Stage } from './support/stage.js';

declare global {
  interface Window {
    multi: MultiConnectionApi;
    sdk22: Sdk22Api;
    sdk29: Sdk29Api;
  }
}

/** Clients of each generation: how one connects, and the pictures that it has. */
const CLIENTS: [
  name: string,
  script: string,
  connect: (page: Page, url: string) => Promise<unknown>,
  frames: () => number,
][] = [
  [
    '2.2.1',
    'sdk-2.2',
    (page) =>
      page.evaluate(() => {
        window.sdk22.create('mirror');
        return window.sdk22.reactor.connect();
      }),
    () => window.sdk22.probe.frames,
  ],
  [
    '2.9.0',
    'sdk-2.9',
    (page, url) =>
      page.evaluate((api) => {
        window.sdk29.create(api, 'mirror');
        return window.sdk29.reactor.connect();
      }, url),
    () => window.sdk29.probe.frames,
  ],
  [
    '2.12, whose candidates trickle',
    'multi-connection',
    (page, url) =>
      page.evaluate(async (api) => {
        await window.multi.connect(api);
        window.multi.notify('resume_track', 'main_video');
      }, url),
    () => window.multi.probe.frames,
  ],
];

describe('a browser that names no addresses', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.set({ fixtures: true, models: ['mirror'], atDefaultAddress: true, hidesAddresses: true });
  }, 120_000);

  afterAll(async () => {
    expect(await stage?.strike()).toBe(0);
  }, 60_000);

  it.each(CLIENTS)(
    'is streamed to all the same: %s',
    async (_name, script, connect, frames) => {
      const { page } = await stage.browser.open(script);
      const sent: string[] = [];
      page.on('request', (request) => sent.push(request.postData() ?? ''));
      await connect(page, stage.app.url);
      await until('pictures', async () => (await page.evaluate(frames)) > 5, 20_000);
      const candidates = sent.flatMap((body) => body.match(/candidate:\d+ 1 udp \d+ [^ ]+/g) ?? []);
      expect(candidates.length).toBeGreaterThan(0);
      for (const candidate of candidates) expect(candidate).toMatch(/[0-9a-f-]{36}\.local$/);
      await page.close();
      await fetch(`${stage.app.url}/stop_session`, { method: 'POST' });
      await stage.app.becomes('ready', 20_000);
    },
    60_000,
  );
});
