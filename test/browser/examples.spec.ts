import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../support/until.js';
import type { Sdk29Api } from './pages/sdk-2.9.js';
import type { SocketApi } from './pages/socket-client.js';
import { Stage } from './support/stage.js';

declare global {
  interface Window {
    sdk29: Sdk29Api;
    socketClient: SocketApi;
  }
}

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.set({ models: ['brightness', 'echo', 'keys', 'onnx-filter'] });
}, 120_000);

afterAll(async () => {
  expect(await stage?.strike()).toBe(0);
}, 60_000);

/** A page whose 2.9.0 client watches one of the models. */
async function watch(model: string): Promise<Page> {
  const { page } = await stage.browser.open('sdk-2.9');
  const url = `${stage.app.url}/models/${model}`;
  await page.evaluate(([api, name]) => void window.sdk29.create(api, name), [url, model] as const);
  await page.evaluate(() => window.sdk29.reactor.connect());
  await until('ready', () => page.evaluate(() => window.sdk29.reactor.getStatus() === 'ready'));
  return page;
}

/** A page that watches one of the models with nothing but a WebSocket and WebRTC. */
async function watchPlainly(model: string): Promise<Page> {
  const { page } = await stage.browser.open('socket-client');
  await page.evaluate((url) => window.socketClient.open(url), stage.app.socketUrl);
  await page.evaluate((name) => window.socketClient.watch(name), model);
  return page;
}

type Color = readonly [number, number, number];

function isNear(color: Color, expected: Color, within = 30): boolean {
  return color.every((channel, i) => Math.abs(channel - expected[i]!) <= within);
}

describe('brightness in a browser', () => {
  let page: Page;
  beforeAll(async () => void (page = await watch('brightness')), 60_000);
  afterAll(() => page?.evaluate(() => window.sdk29.reactor.disconnect()));

  const send = (name: string, data: object): Promise<void> =>
    page.evaluate(([command, args]) => window.sdk29.reactor.sendCommand(command, args), [name, data] as const);
  const color = (): Promise<Color> => page.evaluate(() => window.sdk29.probe.color());

  it.each([
    [1, 1_100],
    [0.5, 650],
    [2, 2_000],
  ])('is heard at a brightness of %f as a tone of %d Hz, and seen', async (brightness, hertz) => {
    await send('set_brightness', { brightness });
    await until(
      `a tone of ${hertz} Hz`,
      async () => Math.abs((await page.evaluate(() => window.sdk29.sound.hertz)) - hertz) < 25,
    );
    await until('the light', async () => Math.abs((await color())[0] - 61 * brightness) < 15);
    await until('it to be loud', () => page.evaluate(() => window.sdk29.sound.loudness > -40));
  });

  it('tells what holds', async () => {
    const messages = await page.evaluate(() => window.sdk29.messages);
    expect(messages.at(-1)).toEqual({ type: 'brightness_set', data: { brightness: 2 } });
  });

  it('shows an uploaded picture', async () => {
    await send('set_brightness', { brightness: 1 });
    await page.evaluate(() => window.sdk29.sendImage('set_image', 'image', 'blue'));
    await until('a blue picture', async () => isNear(await color(), [0, 6, 242]));
    await until('the reply', () =>
      page.evaluate(() => window.sdk29.messages.some((message) => JSON.stringify(message).includes('blue.png'))),
    );
  });
});

describe('echo in a browser', () => {
  let page: Page;
  beforeAll(async () => void (page = await watch('echo')), 60_000);
  afterAll(() => page?.evaluate(() => window.sdk29.reactor.disconnect()));

  const send = (name: string, data: object): Promise<void> =>
    page.evaluate(([command, args]) => window.sdk29.reactor.sendCommand(command, args), [name, data] as const);
  const color = (): Promise<Color> => page.evaluate(() => window.sdk29.probe.color());
  const shows = (what: string, expected: Color): Promise<boolean> =>
    until(what, async () => isNear(await color(), expected), 20_000);

  it('gives a camera back', async () => {
    await page.evaluate(() => window.sdk29.publishCamera('webcam', 210, 110, 30));
    await shows('the orange of the camera', [210, 110, 30]);
    expect(await page.evaluate(() => window.sdk29.probe.width / window.sdk29.probe.height)).toBeCloseTo(4 / 3, 1);
  });

  it.each<[string, Color]>([
    ['invert', [45, 145, 225]],
    ['grayscale', [131, 131, 131]],
    ['none', [210, 110, 30]],
  ])('applies %s', async (effect, expected) => {
    await send('set_effect', { effect });
    await shows(`${effect} in the picture`, expected);
  });

  it('blends an uploaded picture over it', async () => {
    await page.evaluate(() => window.sdk29.sendImage('set_overlay_image', 'overlay_image', 'blue'));
    await shows('half of it blue', [105, 55, 142]);
  });

  it('gives a microphone back', async () => {
    await page.evaluate(() => window.sdk29.publishMicrophone('mic'));
    await until('a beep', () => page.evaluate(() => window.sdk29.sound.loudness > -60), 20_000);
  });

  it('shows every picture in bursts, too', async () => {
    await send('set_burst', { burst: 20 });
    const before = await page.evaluate(() => window.sdk29.probe.frames);
    await until('two bursts', async () => (await page.evaluate(() => window.sdk29.probe.frames)) > before + 40, 30_000);
    await send('set_effect', { effect: 'invert' });
    // Half of the overlay's blue lies over it: its green goes from 55 to 72.
    await until('the inverted picture', async () => (await color())[1] > 64, 20_000);
  });
});

describe('onnx-filter in a browser', () => {
  let page: Page;
  beforeAll(async () => void (page = await watchPlainly('onnx_filter')), 60_000);
  afterAll(() => page?.evaluate(() => window.socketClient.ask({ type: 'leave', stop: true })));

  const mean = async (): Promise<number> => {
    const color = await page.evaluate(() => window.socketClient.probe.color());
    return color.reduce((sum, channel) => sum + channel, 0) / 3;
  };
  const command = (name: string, args: object): Promise<Record<string, unknown>> =>
    page.evaluate(([type, values]) => window.socketClient.ask({ type: 'command', name: type, args: values }), [
      name,
      args,
    ] as const);

  it('shows the edges of a camera, its embossed picture, and the camera as it is', async () => {
    await page.evaluate(() => window.socketClient.publishCamera('webcam'));
    await until('frames', () => page.evaluate(() => window.socketClient.probe.frames > 5), 20_000);
    await until('little but black', async () => (await mean()) < 25);
    await command('set_filter', { filter: 'emboss' });
    await until('grey', async () => Math.abs((await mean()) - 128) < 12);
    await command('set_strength', { strength: 0 });
    await until('the green of the camera', async () => {
      const [red, green, blue] = await page.evaluate(() => window.socketClient.probe.color());
      return green > red + 30 && green > blue + 30;
    });
  });
});

describe('keys in a page', () => {
  let page: Page;
  beforeAll(async () => void (page = await watchPlainly('keys')), 60_000);
  afterAll(() => page?.evaluate(() => window.socketClient.ask({ type: 'leave', stop: true })));

  interface Place {
    readonly x: number;
    readonly y: number;
    readonly heading: number;
  }

  const place = async (): Promise<Place> => {
    const { message } = await page.evaluate(() => window.socketClient.ask({ type: 'command', name: 'get_position' }));
    return (message as { data: Place }).data;
  };
  const pixels = (): Promise<number[]> => page.evaluate(() => window.socketClient.probe.pixels());
  const changeFrom = (before: number[]): Promise<number> =>
    page.evaluate((then) => window.socketClient.difference(then, window.socketClient.probe.pixels()), before);

  it('walks and turns while keys are held, in the picture as in the world', async () => {
    await page.evaluate(() => window.socketClient.steer());
    await until('frames', () => page.evaluate(() => window.socketClient.probe.frames > 5));
    const [start, before] = [await place(), await pixels()];
    await page.keyboard.down('w');
    await page.keyboard.down('ArrowLeft');
    await until('another view', async () => (await changeFrom(before)) > 15);
    await page.keyboard.up('w');
    await page.keyboard.up('ArrowLeft');
    const end = await place();
    expect(Math.hypot(end.x - start.x, end.y - start.y)).toBeGreaterThan(0.2);
    expect(end.heading).toBeLessThan(start.heading);
  });

  it('takes one step for the shortest tap', async () => {
    const start = await place();
    await page.keyboard.press('s');
    await until('a step', async () => Math.hypot((await place()).x - start.x, (await place()).y - start.y) > 0.05);
    await page.evaluate(() => window.socketClient.ask({ type: 'command', name: 'get_position' }));
    const end = await place();
    expect(Math.hypot(end.x - start.x, end.y - start.y)).toBeCloseTo(0.075, 3);
  });
});
