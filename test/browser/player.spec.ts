import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../support/until.js';
import { Stage } from './support/stage.js';

const FILE = join(import.meta.dirname, '../../examples/clients/player.html');

describe('<reactor-player> in a bare HTML file', () => {
  let stage: Stage;
  let page: Page;
  let console: string[];

  beforeAll(async () => {
    stage = await Stage.set({ models: ['echo', 'hello'], atDefaultAddress: true });
    ({ page, console } = await stage.browser.blank());
    await page.goto(pathToFileURL(FILE).href);
  }, 120_000);

  afterAll(async () => {
    await stage?.strike();
  }, 60_000);

  const frames = (): Promise<number> =>
    page
      .locator('reactor-player video')
      .evaluate((video) => (video as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames);
  const plays = async (): Promise<void> => {
    const before = await frames();
    await until('frames', async () => (await frames()) > before + 5, 20_000);
  };
  const status = (): Promise<string | null> => page.locator('reactor-player [part=status] [role=status]').textContent();
  const button = (name: string) => page.locator('reactor-player').getByRole('button', { name, exact: true });

  it('says what it is doing, and is live without a word more', async () => {
    await until('the session', async () => (await status()) === '', 20_000);
    expect(await page.locator('reactor-player [part=status]').isHidden()).toBe(true);
  });

  it('has a button for each input of the model, and plays what comes back', async () => {
    await button('Use camera').click();
    await plays();
    expect(await button('Stop camera').getAttribute('aria-pressed')).toBe('true');
    expect(await button('Use microphone').isVisible()).toBe(true);
  });

  it('says beside its buttons what to do where a device is refused', async () => {
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () =>
        Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));
    });
    await button('Use microphone').click();
    const note = page.locator('reactor-player [role=alert]');
    await until('the reason', async () => /Microphone access was denied/.test((await note.textContent()) ?? ''));
  });

  it('is used by the keyboard', async () => {
    const muted = (): Promise<boolean> =>
      page.locator('reactor-player video').evaluate((video) => (video as HTMLVideoElement).muted);
    const before = await muted();
    await page.locator('reactor-player').focus();
    await page.keyboard.press('m');
    expect(await muted()).toBe(!before);
    expect(await button(before ? 'Mute' : 'Unmute').isVisible()).toBe(true);
    await page.keyboard.press('Tab');
    expect(
      await page.evaluate(() => document.querySelector('reactor-player')!.shadowRoot!.activeElement?.textContent),
    ).toBe('Stop camera');
  });

  it('shows another model when its attribute changes, and gives commands to its page', async () => {
    const frame = await page.evaluate(async () => {
      const player = document.querySelector('reactor-player')!;
      player.setAttribute('model', 'hello');
      const { client } = player as unknown as { client: import('@nestjs-reactor/client').ReactorClient };
      await client.whenLive();
      return (await client.command('set_brightness', { brightness: 0.5 })).frame;
    });
    expect(frame).toBeGreaterThan(0);
    await plays();
  });

  it('leaves when it is taken out of the document', async () => {
    const viewers = async (): Promise<number> => {
      const { models } = (await (await fetch(`${stage.app.url}/list_models`)).json()) as {
        models: { name: string; viewers?: number }[];
      };
      return models.reduce((sum, model) => sum + (model.viewers ?? 0), 0);
    };
    await until('one viewer', async () => (await viewers()) === 1);
    await page.evaluate(() => {
      const player = document.querySelector('reactor-player')!;
      player.remove();
      document.body.append(player);
    });
    await plays();
    expect(await viewers()).toBe(1);
    await page.evaluate(() => document.querySelector('reactor-player')!.remove());
    await until('no viewer', async () => (await viewers()) === 0);
  });

  it('says that the session has ended, and starts again when asked', async () => {
    await page.evaluate(() => {
      document.body.insertAdjacentHTML('beforeend', '<reactor-player model="hello" controls></reactor-player>');
    });
    await plays();
    await fetch(`${stage.app.url}/models/hello/stop_session`, { method: 'POST', body: '{"reason":"Closing time."}' });
    await until('the end', async () => ((await status()) ?? '').startsWith('The session has ended: Closing time.'));
    await button('Start again').click();
    await plays();
  });

  it('says that the server does not answer', async () => {
    await page.evaluate(() => document.querySelector('reactor-player')!.setAttribute('url', 'http://127.0.0.1:9/'));
    await until('the reason', async () => ((await status()) ?? '').startsWith('No connection: nothing answers at'));
    expect(await button('Try now').isVisible()).toBe(true);
  });

  it('has thrown nothing', () => {
    expect(console.filter((line) => line.startsWith('pageerror'))).toEqual([]);
  });
});
