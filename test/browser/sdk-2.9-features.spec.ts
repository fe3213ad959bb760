import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { EventReader } from '../contract/support/event-reader.js';
import { AppProcess } from '../support/app-process.js';
import { until } from '../support/until.js';
import type { Sdk29ReactApi } from './pages/sdk-2.9-react.dev.js';
import { Stage } from './support/stage.js';

declare global {
  interface Window {
    sdk29React: Sdk29ReactApi;
  }
}

let stage: Stage;
let journal: EventReader;

beforeAll(async () => {
  stage = await Stage.set({ fixtures: true, models: ['mirror'], env: { ORPHAN_TIMEOUT_SECONDS: '5' } });
  journal = await EventReader.open(`${stage.app.url}/events?since=0`);
}, 120_000);

afterAll(async () => {
  journal?.close();
  expect(await stage?.strike()).toBe(0);
}, 60_000);

const startedSessions = (): number => journal.events.filter(({ data }) => data.event === 'start_session').length;

describe('js-sdk 2.9.0, unmodified, with a model that hears, sees and reads', () => {
  let page: Page;

  beforeAll(async () => {
    ({ page } = await stage.browser.open('sdk-2.9'));
    await page.evaluate((url) => {
      window.sdk29.create(url, 'mirror');
      return window.sdk29.reactor.connect();
    }, stage.app.url);
    await until('a picture', () => page.evaluate(() => window.sdk29.probe.frames > 5));
  }, 60_000);

  afterAll(() => page?.close());

  const color = (): Promise<[number, number, number]> => page.evaluate(() => window.sdk29.probe.color());
  const isRed = ([red, green, blue]: [number, number, number]): boolean => red > 180 && green < 80 && blue < 80;
  const isGreen = ([red, green, blue]: [number, number, number]): boolean => red < 80 && green > 150 && blue < 80;
  const messages = (): Promise<unknown[]> => page.evaluate(() => window.sdk29.messages);

  it('hears what the model replies and what it tells everybody', async () => {
    await page.evaluate(() => window.sdk29.reactor.sendCommand('shout', { text: 'hello' }));
    await until('both messages', async () => (await messages()).length >= 2);
    expect(await messages()).toEqual([
      { type: 'heard', data: { text: 'all: hello' } },
      { type: 'heard', data: { text: 'hello' } },
    ]);
  });

  it('publishes a camera by name, which the model sees, also after a reconnect', async () => {
    await page.evaluate(() => window.sdk29.publishCamera('webcam', 230, 20, 20));
    await until('the camera in the picture', async () => isRed(await color()));
    await page.evaluate(() => window.sdk29.reactor.unpublishTrack('webcam'));
    await until('the picture without it', async () => !isRed(await color()));
    await page.evaluate(() => window.sdk29.reactor.disconnect(true));
    await stage.app.becomes('orphaned');
    await page.evaluate(() => window.sdk29.reactor.reconnect());
    await until('ready', async () => (await page.evaluate(() => window.sdk29.reactor.getStatus())) === 'ready');
    await page.evaluate(() => window.sdk29.publishCamera('webcam', 230, 20, 20));
    await until('the camera in the picture', async () => isRed(await color()));
    await page.evaluate(() => window.sdk29.reactor.unpublishTrack('webcam'));
    await until('the picture without it', async () => !isRed(await color()));
  });

  it('uploads a file and uses it in a command', async () => {
    await page.evaluate(() => window.sdk29.uploadFor('paint', 'file', [20, 200, 20], 'green.rgb'));
    await until('the file’s colour', async () => isGreen(await color()));
    expect(await messages()).toEqual(
      expect.arrayContaining([
        { type: 'painted', data: { name: 'arrived: green.rgb', size: 3 } },
        { type: 'painted', data: { name: 'green.rgb', size: 3 } },
      ]),
    );
    expect(await page.evaluate(() => window.sdk29.errors)).toEqual([]);
    await page.evaluate(() => window.sdk29.reactor.disconnect());
    await stage.app.becomes('ready');
  });
});

describe('js-sdk 2.9.0 in React, mounted twice as in development', () => {
  it('connects by itself, shows the picture, and leaves no session behind when its page goes', async () => {
    const before = startedSessions();
    const { page } = await stage.browser.open('sdk-2.9-react.dev');
    await page.evaluate((url) => window.sdk29React.render(url, 'mirror'), stage.app.url);
    const status = page.locator('output');
    await until('ready', async () => (await status.textContent()) === 'ready', 20_000);
    await stage.app.becomes('streaming');
    await until('the picture', () => page.evaluate(() => (document.querySelector('video')?.videoWidth ?? 0) === 320));
    // The browser would have to ask first whether the page may stop a session, and the page is gone before the answer is
    // there: the session ends as an orphan.
    await page.goto('about:blank');
    await stage.app.becomes('ready', 20_000);
    expect(startedSessions()).toBeGreaterThan(before);
    await page.close();
  }, 60_000);
});

describe('js-sdk 2.9.0 whose page goes', () => {
  it('has its session end at once where the browser knows already that it may ask for that', async () => {
    const { page } = await stage.browser.open('sdk-2.9');
    await page.evaluate((url) => void window.sdk29.create(url, 'mirror'), stage.app.url);
    const connect = async (): Promise<void> => {
      await page.evaluate(() => window.sdk29.reactor.connect());
      await stage.app.becomes('streaming');
    };
    await connect();
    await page.evaluate(() => window.sdk29.reactor.disconnect());
    await stage.app.becomes('ready');
    await connect();
    await page.evaluate(() => window.sdk29.leaveWithPage());
    await page.goto('about:blank');
    await stage.app.becomes('ready', 20_000);
    expect(journal.events.at(-1)?.data).toMatchObject({ event: 'cleanup_complete', detail: { reason: 'stopped' } });
    await page.close();
  }, 60_000);
});

describe('js-sdk 2.9.0 at a server that cannot serve it', () => {
  it('is told that the model loads, and connects once it has', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'late-riser-'));
    const alarm = join(folder, 'alarm');
    const app = await AppProcess.start({
      fixtures: true,
      loading: true,
      models: ['late_riser'],
      env: { LATE_RISER_ALARM: alarm },
    });
    try {
      const { page } = await stage.browser.open('sdk-2.9');
      const connect = (): Promise<string> =>
        page.evaluate(() =>
          window.sdk29.reactor.connect().then(
            () => 'connected',
            (error: unknown) => String(error),
          ),
        );
      await page.evaluate((url) => void window.sdk29.create(url, 'late_riser'), app.url);
      expect(await connect()).toContain('503');
      expect(await page.evaluate(() => window.sdk29.reactor.getStatus())).toBe('disconnected');
      await writeFile(alarm, '');
      await app.becomes('ready', 30_000);
      expect(await connect()).toBe('connected');
      await until('a picture', () => page.evaluate(() => window.sdk29.probe.frames > 0), 20_000);
      await page.close();
    } finally {
      await app.stop();
      await rm(folder, { recursive: true });
    }
  }, 90_000);

  it('is refused a session while one of another runs', async () => {
    const { page: first } = await stage.browser.open('sdk-2.9');
    const { page: second } = await stage.browser.open('sdk-2.9');
    for (const page of [first, second])
      await page.evaluate((url) => void window.sdk29.create(url, 'mirror'), stage.app.url);
    await first.evaluate(() => window.sdk29.reactor.connect());
    await stage.app.becomes('streaming');
    const refusal = second.evaluate(() => window.sdk29.reactor.connect().catch((error: unknown) => String(error)));
    expect(await refusal).toContain('409');
    expect((await stage.app.session()).state).toBe('streaming');
    await first.evaluate(() => window.sdk29.reactor.disconnect());
    await stage.app.becomes('ready');
    await first.close();
    await second.close();
  }, 60_000);
});
