import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { AppProcess } from '../support/app-process.js';
import { until } from '../support/until.js';
import { RelayedMedia } from './support/relayed-media.js';
import { Stage } from './support/stage.js';

const CLIENTS = join(import.meta.dirname, '../../examples/clients');
const MODELS = ['echo', 'keys'];

let stage: Stage;
let app: AppProcess;

beforeAll(async () => {
  stage = await Stage.set({ models: MODELS });
  app = stage.app;
}, 120_000);

afterAll(async () => {
  await app?.stop();
  await stage?.strike();
}, 60_000);

/** SIGKILL ends it without a word, SIGTERM tells the clients. It starts again at the same address. */
async function restartServer(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  app.signal(signal);
  await app.exited();
  app = await AppProcess.start({ models: MODELS, env: { PORT: new URL(app.url).port } });
}

/** Mean red, green and blue of what a page shows; black while it shows nothing. */
function color(page: Page, selector = 'video'): Promise<readonly [number, number, number]> {
  return page.evaluate((element) => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const context = canvas.getContext('2d')!;
    context.imageSmoothingQuality = 'high';
    context.drawImage(document.querySelector<HTMLVideoElement>(element)!, 0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue] as const;
  }, selector);
}

const frames = (page: Page): Promise<number> =>
  page.evaluate(() => document.querySelector('video')!.getVideoPlaybackQuality().totalVideoFrames);

async function plays(page: Page): Promise<void> {
  const before = await frames(page);
  await until('frames', async () => (await frames(page)) > before + 5, 40_000);
}

/** The fake camera's picture is green. */
const isGreen = ([red, green, blue]: readonly number[]): boolean => green! > red! + 30 && green! > blue! + 30;
/** The same, inverted. */
const isMagenta = ([red, green, blue]: readonly number[]): boolean => red! > green! + 30 && blue! > green! + 30;

/** White blended over the green. */
const isBright = ([, green]: readonly number[]): boolean => green! > 190;

/** A white picture for the overlay. */
function whitePng(): Buffer {
  const png = new PNG({ width: 16, height: 16 });
  png.data.fill(255);
  return PNG.sync.write(png);
}

async function openPlainPage(): Promise<{ page: Page; media: RelayedMedia }> {
  const { page } = await stage.browser.blank();
  const media = await RelayedMedia.of(page);
  // A page on this machine, as somebody serves it who tries the guide out.
  await page.route('http://localhost:4900/**', (route) =>
    route.fulfill({ path: join(CLIENTS, new URL(route.request().url()).pathname) }),
  );
  await page.goto(`http://localhost:4900/plain.html?server=${app.url}`);
  return { page, media };
}

describe('the plain page of the guide', () => {
  let page: Page;
  let media: RelayedMedia;

  beforeAll(async () => {
    ({ page, media } = await openPlainPage());
  });

  afterAll(async () => {
    await page?.close();
    media?.close();
  });

  const status = (): Promise<string | null> => page.textContent('#status');
  const log = async (): Promise<string> => (await page.textContent('#log'))!;

  it('joins, and gives the camera back', async () => {
    await until('the session', async () => (await status()) === 'Connected to echo');
    await page.click('#camera');
    await plays(page);
    await until('the green of the camera', async () => isGreen(await color(page)));
  });

  it('sends a command, and learns the frame from which it holds', async () => {
    await page.selectOption('#effect', 'invert');
    await until('the reply', async () => /"type":"reply".*"type":"effect_changed"/.test(await log()));
    await until('the inverted picture', async () => isMagenta(await color(page)));
  });

  it('uploads a picture for a command', async () => {
    await page.selectOption('#effect', 'none');
    await page.setInputFiles('#overlay', { name: 'white.png', mimeType: 'image/png', buffer: whitePng() });
    await until('half of it white', async () => isBright(await color(page)));
  });

  it('restores a path that breaks, in the same session', async () => {
    const { offers, sockets } = media;
    const { session_id } = await app.session();
    media.cut();
    await until('another offer', () => media.offers > offers, 40_000);
    await plays(page);
    expect(media.sockets).toBe(sockets);
    expect((await app.session()).session_id).toBe(session_id);
  }, 90_000);

  it('comes back by itself after a restart of the server, with its camera and its settings', async () => {
    await page.selectOption('#effect', 'invert');
    await restartServer('SIGTERM');
    await until('the new session', async () => (await app.session()).state === 'streaming', 40_000);
    await until('the session', async () => (await status()) === 'Connected to echo');
    await plays(page);
    await until('the inverted picture', async () => isMagenta(await color(page)));
  }, 120_000);

  it('says that the session was stopped, and joins again when asked', async () => {
    await fetch(`${app.url}/stop_session`, { method: 'POST', body: JSON.stringify({ reason: 'Closing time.' }) });
    await until('the reason', async () => (await status())?.includes('Closing time.'));
    await page.click('#join');
    await plays(page);
  }, 60_000);
});

describe('the React page of the guide', () => {
  let page: Page;

  beforeAll(async () => {
    // This client starts sessions, and cannot join one that runs.
    await fetch(`${app.url}/stop_session`, { method: 'POST' });
    ({ page } = await stage.browser.open(
      'react-client.dev',
      `?server=${encodeURIComponent(`${app.url}/models/echo`)}`,
    ));
  });

  afterAll(() => page?.close());

  const ready = (): Promise<boolean> =>
    until('ready', async () => (await page.textContent('output')) === 'ready', 40_000);

  it('connects by itself, and gives the camera back', async () => {
    await ready();
    await plays(page);
    await until('the green of the camera', async () => isGreen(await color(page)));
  }, 60_000);

  it('sends a command, and shows what the model says of it', async () => {
    await page.click('button:text("invert")');
    await until('the message', async () => (await page.textContent('legend')) === 'Effect: invert');
    await until('the inverted picture', async () => isMagenta(await color(page)));
    await page.click('button:text("none")');
  });

  it('uploads a picture for a command', async () => {
    await page.setInputFiles('input[type=file]', { name: 'white.png', mimeType: 'image/png', buffer: whitePng() });
    await until('half of it white', async () => isBright(await color(page)));
  });

  it('comes back by itself after a restart of the server', async () => {
    await restartServer('SIGKILL');
    await until('the new session', async () => (await app.session()).state === 'streaming', 60_000);
    await ready();
    await plays(page);
  }, 120_000);
});

describe('the robot of the guide', () => {
  it('drives without media, and goes on after a restart of the server', async () => {
    const child = spawn(process.execPath, [join(CLIENTS, 'robot.mjs'), app.socketUrl], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines: string[] = [];
    createInterface(child.stdout).on('line', (line) => lines.push(line));
    const places = (): string[] => lines.filter((line) => /^at -?[\d.]+, -?[\d.]+ in frame \d+$/.test(line));
    try {
      await until('two places', () => places().length >= 2, 20_000);
      expect(places()[0]).not.toBe(places()[1]);
      expect(lines.some((line) => line.includes('"type":"message"') && line.includes('"position"'))).toBe(true);
      const before = places().length;
      await restartServer('SIGKILL');
      await until('it to drive again', () => places().length > before + 1, 40_000);
      expect(lines.filter((line) => line.startsWith('joined '))).toHaveLength(2);
    } finally {
      child.kill();
    }
  }, 120_000);
});
