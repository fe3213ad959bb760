import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../support/until.js';
import type { Sdk29Api } from './pages/sdk-2.9.js';
import { Stage } from './support/stage.js';

declare global {
  interface Window {
    sdk29: Sdk29Api;
  }
}

/** Mean difference a channel between two pictures that nobody would take for the same. */
const CLEARLY_DIFFERENT = 12;

describe('js-sdk 2.9.0, unmodified, in local mode', () => {
  let stage: Stage;
  let page: Page;

  beforeAll(async () => {
    stage = await Stage.set();
    ({ page } = await stage.browser.open('sdk-2.9'));
    await page.evaluate((url) => void window.sdk29.create(url, 'dreamfield'), stage.app.url);
  }, 120_000);

  afterAll(async () => {
    expect(await stage?.strike()).toBe(0);
  }, 60_000);

  const status = (): Promise<string> => page.evaluate(() => window.sdk29.reactor.getStatus());
  const frames = (): Promise<number> => page.evaluate(() => window.sdk29.probe.frames);
  const pixels = (): Promise<number[]> => page.evaluate(() => window.sdk29.probe.pixels());
  const changeFrom = (before: number[]): Promise<number> =>
    page.evaluate((then) => window.sdk29.difference(then, window.sdk29.probe.pixels()), before);
  const send = (name: string, data: object): Promise<void> =>
    page.evaluate(([command, args]) => window.sdk29.reactor.sendCommand(command, args), [name, data] as const);
  const session = async (): Promise<{ session_id: string; state: string }> =>
    (await (await fetch(`${stage.app.url}/session`)).json()) as { session_id: string; state: string };
  const serverState = (state: string): Promise<boolean> =>
    until(`the session to be ${state}`, async () => (await session()).state === state);

  it('is ready within three seconds', async () => {
    const startedMs = performance.now();
    await page.evaluate(() => window.sdk29.reactor.connect());
    await until('ready', async () => (await status()) === 'ready');
    expect(performance.now() - startedMs).toBeLessThan(3_000);
    expect(await page.evaluate(() => window.sdk29.statuses)).toEqual(['connecting', 'waiting', 'ready']);
  });

  it('receives at least 20 frames a second over five seconds', async () => {
    await until('the first frames', async () => (await frames()) > 2);
    const before = await frames();
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    expect(((await frames()) - before) / 5).toBeGreaterThanOrEqual(20);
    expect(await page.evaluate(() => [window.sdk29.probe.width, window.sdk29.probe.height])).toEqual([640, 360]);
  });

  it('sees another prompt in the picture within a second and a half', async () => {
    await send('set_speed', { speed: 0 });
    await send('set_prompt', { prompt: 'a calm blue ocean at night' });
    await until('the picture to come to rest', async () => {
      const before = await pixels();
      await new Promise((resolve) => setTimeout(resolve, 300));
      return (await changeFrom(before)) < 1.5;
    });
    const before = await pixels();
    const startedMs = performance.now();
    await send('set_prompt', { prompt: 'molten lava, fire and embers' });
    await until('another picture', async () => (await changeFrom(before)) > CLEARLY_DIFFERENT, 5_000);
    expect(performance.now() - startedMs).toBeLessThan(1_500);
  });

  it.each([
    ['an out-of-range value', 'set_hue', { hue: 100_000 }],
    ['a value of the wrong type', 'set_zoom', { zoom: 'close' }],
    ['an extra key', 'set_zoom', { zoom: 2, more: true }],
    ['a prompt that is too long', 'set_prompt', { prompt: 'x'.repeat(401) }],
    ['an unknown command', 'set_gravity', { gravity: 0 }],
  ])('changes nothing for %s', async (_, command, data) => {
    await until('the picture to come to rest', async () => {
      const before = await pixels();
      await new Promise((resolve) => setTimeout(resolve, 300));
      return (await changeFrom(before)) < 1.5;
    });
    const before = await pixels();
    await send(command, data);
    await until('the refusal in the log', () => stage.app.log.includes('invalid_command'));
    const seen = await frames();
    await until('fifteen more frames', async () => (await frames()) > seen + 15);
    expect(await changeFrom(before)).toBeLessThan(3);
    expect(await status()).toBe('ready');
  });

  it('resumes the same session after a recoverable disconnect', async () => {
    const { session_id } = await session();
    const before = await pixels();
    await page.evaluate(() => window.sdk29.reactor.disconnect(true));
    await serverState('orphaned');
    await page.evaluate(() => window.sdk29.reactor.reconnect());
    await until('ready', async () => (await status()) === 'ready');
    await serverState('streaming');
    expect((await session()).session_id).toBe(session_id);
    const seen = await frames();
    await until('frames of the same state', async () => (await frames()) > seen + 5);
    expect(await changeFrom(before)).toBeLessThan(CLEARLY_DIFFERENT);
  });

  it('ends the session when it disconnects, and a second one works, with fresh state', async () => {
    const first = await session();
    const before = await pixels();
    await page.evaluate(() => window.sdk29.reactor.disconnect());
    await serverState('ready');
    const seen = await frames();
    await page.evaluate(() => window.sdk29.reactor.connect());
    await until('frames of the second session', async () => (await frames()) > seen + 10);
    expect((await session()).session_id).not.toBe(first.session_id);
    expect(await changeFrom(before)).toBeGreaterThan(CLEARLY_DIFFERENT);
    await page.evaluate(() => window.sdk29.reactor.disconnect());
    await serverState('ready');
  });
});
