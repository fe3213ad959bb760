import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { pythonWith } from '../support/python.js';
import { until } from '../support/until.js';
import type { Sdk29Api } from './pages/sdk-2.9.js';
import { PlaygroundPage } from './support/playground-page.js';
import { Stage } from './support/stage.js';

declare global {
  interface Window {
    sdk29: Sdk29Api;
  }
}

const { env, test, unless } = pythonWith('worker', 'numpy');

/** A worker is started again: its process, its interpreter, numpy. */
const RESTART_LIMIT_MS = 30_000;

let stage: Stage | undefined;

beforeAll(async () => {
  if (unless !== '') return;
  const models = ['python-sunny', 'python-camera'];
  stage = await Stage.set({ models, env: { ...env, REACTOR_RESTART: 'keep-session' } });
}, 120_000);

afterAll(async () => {
  if (stage !== undefined) expect(await stage.strike()).toBe(0);
}, 60_000);

/** A page whose 2.9.0 client watches one of the models. */
async function watch(model: string): Promise<Page> {
  const { page } = await stage!.browser.open('sdk-2.9');
  const url = `${stage!.app.url}/models/${model}`;
  await page.evaluate(([api, name]) => void window.sdk29.create(api, name), [url, model] as const);
  await page.evaluate(() => window.sdk29.reactor.connect());
  await until('ready', () => page.evaluate(() => window.sdk29.reactor.getStatus() === 'ready'));
  return page;
}

const send = (page: Page, name: string, data: object): Promise<void> =>
  page.evaluate(([command, args]) => window.sdk29.reactor.sendCommand(command, args), [name, data] as const);
const frames = (page: Page): Promise<number> => page.evaluate(() => window.sdk29.probe.frames);
const color = (page: Page): Promise<readonly [number, number, number]> =>
  page.evaluate(() => window.sdk29.probe.color());
/** Of the mean colour, 0 to 255. */
const brightness = async (page: Page): Promise<number> => (await color(page)).reduce((sum, one) => sum + one, 0) / 3;

describe('a model in Python, in a browser', () => {
  test(`takes commands from js-sdk 2.9.0, and goes on under it when its process is killed${unless}`, async () => {
    const page = await watch('python_sunny');
    await until('frames', async () => (await frames(page)) > 5, 20_000);
    await send(page, 'set_height', { height: -0.3 });
    await until('the night', async () => (await brightness(page)) < 45, 20_000);
    await send(page, 'rise', { height: 0.8 });
    await until('the day', async () => (await brightness(page)) > 85, 20_000);
    const told = await page.evaluate(() => window.sdk29.messages);
    expect(told).toContainEqual({ type: 'sky', data: { name: 'day', height: 0.8 } });

    await send(page, 'set_height', { height: -0.3 });
    await until('the night', async () => (await brightness(page)) < 45, 20_000);
    const before = stage!.app.children;
    process.kill(stage!.app.workerOf('python_sunny'), 'SIGKILL');
    await until('another worker', () => stage!.app.children.some((pid) => !before.includes(pid)), RESTART_LIMIT_MS);
    const seen = await frames(page);
    await until('frames of the new worker', async () => (await frames(page)) > seen + 10, RESTART_LIMIT_MS);
    // What the client had set is applied again: the new worker begins by day.
    await until('the night', async () => (await brightness(page)) < 45, 20_000);
    expect(await page.evaluate(() => [window.sdk29.reactor.getStatus(), window.sdk29.errors.length])).toEqual([
      'ready',
      0,
    ]);
    await page.evaluate(() => window.sdk29.reactor.disconnect());
  }, 120_000);

  test(`reads a camera${unless}`, async () => {
    const page = await watch('python_camera');
    await page.evaluate(() => window.sdk29.publishCamera('webcam', 210, 110, 30));
    const isOrange = async (): Promise<boolean> => {
      const [red, green, blue] = await color(page);
      return Math.abs(red - 210) < 30 && Math.abs(green - 110) < 30 && Math.abs(blue - 30) < 30;
    };
    await until('the orange of the camera, melted', isOrange, 20_000);
    await send(page, 'set_look', { look: 'outlines' });
    await until('darkness where nothing changes', async () => (await brightness(page)) < 60, 20_000);
    await send(page, 'set_look', { look: 'plain' });
    await until('the orange of the camera', isOrange, 20_000);
    await page.evaluate(() => window.sdk29.reactor.disconnect());
  }, 90_000);

  test(`has its controls and its camera on the page${unless}`, async () => {
    const { page } = await stage!.browser.blank();
    const on = Object.assign(new PlaygroundPage(), { stage: stage!, page });
    await on.open('?model=python_sunny');
    await on.pictures();
    const brightnessOnPage = async (): Promise<number> => {
      const [red = 0, green = 0, blue = 0] = await on.color();
      return (red + green + blue) / 3;
    };
    await on.set('set_height', '-0.3');
    await until('the night', async () => (await brightnessOnPage()) < 45, 20_000);
    await on.set('set_height', '0.8');
    await until('the day', async () => (await brightnessOnPage()) > 85, 20_000);

    await on.open('?model=python_camera');
    await page.getByRole('button', { name: 'Use camera' }).first().click();
    await on.pictures();
    // The fake camera of Chromium.
    await until('its green', async () => {
      const [red = 0, green = 0, blue = 0] = await on.color();
      return green > red + 30 && green > blue + 30;
    });
    await page.context().close();
  }, 90_000);
});
