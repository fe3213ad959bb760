import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { EventReader } from '../contract/support/event-reader.js';
import { until } from '../support/until.js';
import type { Sdk22Api } from './pages/sdk-2.2.js';
import type { Sdk22ReactApi } from './pages/sdk-2.2-react.dev.js';
import { Stage } from './support/stage.js';

declare global {
  interface Window {
    sdk22: Sdk22Api;
    sdk22React: Sdk22ReactApi;
  }
}

describe('js-sdk 2.2.1, unmodified, in local mode', () => {
  let stage: Stage;
  let page: Page;
  let journal: EventReader;

  beforeAll(async () => {
    stage = await Stage.set({ fixtures: true, models: ['mirror'], atDefaultAddress: true });
    journal = await EventReader.open(`${stage.app.url}/events?since=0`);
    ({ page } = await stage.browser.open('sdk-2.2'));
    await page.evaluate(() => window.sdk22.create('mirror'));
  }, 120_000);

  afterAll(async () => {
    journal?.close();
    expect(await stage?.strike()).toBe(0);
  }, 60_000);

  const status = (): Promise<string> => page.evaluate(() => window.sdk22.reactor.getStatus());
  const frames = (): Promise<number> => page.evaluate(() => window.sdk22.probe.frames);
  const color = (): Promise<[number, number, number]> => page.evaluate(() => window.sdk22.probe.color());
  const messages = (): Promise<unknown[]> => page.evaluate(() => window.sdk22.messages);
  const send = (name: string, data: object): Promise<void> =>
    page.evaluate(([command, args]) => window.sdk22.reactor.sendCommand(command, args), [name, data] as const);
  const moreFrames = async (count: number): Promise<void> => {
    const seen = await frames();
    await until(`${count} more frames`, async () => (await frames()) >= seen + count);
  };

  it('connects with the sequence that it has', async () => {
    await page.evaluate(() => window.sdk22.reactor.connect());
    await until('ready', async () => (await status()) === 'ready');
    expect(await page.evaluate(() => window.sdk22.statuses)).toEqual(['connecting', 'ready']);
    await stage.app.becomes('streaming');
    await moreFrames(5);
  });

  it('receives at least 20 frames a second', async () => {
    const before = await frames();
    const startedMs = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect((((await frames()) - before) * 1000) / (performance.now() - startedMs)).toBeGreaterThanOrEqual(20);
  });

  it('sees what it commands', async () => {
    await send('set_shade', { shade: 250 });
    await until('a light picture', async () => (await color()).every((value) => value > 225));
    await send('set_shade', { shade: 20 });
    await until('a dark picture', async () => (await color()).every((value) => value < 45));
  });

  it('hears what the model replies and what it tells everybody', async () => {
    await send('shout', { text: 'hello' });
    await until('both messages', async () => (await messages()).length >= 2);
    expect(await messages()).toEqual([
      { type: 'heard', data: { text: 'all: hello' } },
      { type: 'heard', data: { text: 'hello' } },
    ]);
  });

  it('changes nothing by a command that is refused, and stays', async () => {
    await send('set_shade', { shade: 1_000 });
    await until('the refusal in the log', () => stage.app.log.includes('invalid_command'));
    await moreFrames(10);
    expect((await color()).every((value) => value < 45)).toBe(true);
    expect(await status()).toBe('ready');
  });

  it('publishes a camera, which the model sees', async () => {
    await page.evaluate(() => window.sdk22.publish(230, 20, 20));
    await until('the camera in the picture', async () => {
      const [red, green, blue] = await color();
      return red > 180 && green < 80 && blue < 80;
    });
    await page.evaluate(() => window.sdk22.reactor.unpublishTrack());
    await until('the picture without it', async () => (await color()).every((value) => value < 45));
  });

  it('reconnects to the same session with the state that it set', async () => {
    const { session_id } = await stage.app.session();
    await page.evaluate(() => window.sdk22.reactor.disconnect(true));
    await stage.app.becomes('orphaned');
    await page.evaluate(() => window.sdk22.reactor.reconnect());
    await stage.app.becomes('streaming');
    expect((await stage.app.session()).session_id).toBe(session_id);
    await moreFrames(5);
    expect((await color()).every((value) => value < 45)).toBe(true);
  });

  it('ends the session when it disconnects, and a second one works, with fresh state', async () => {
    const first = await stage.app.session();
    await page.evaluate(() => window.sdk22.reactor.disconnect());
    await stage.app.becomes('ready');
    await page.evaluate(() => window.sdk22.reactor.connect());
    await until('the default colour', async () => (await color()).every((value) => value > 100 && value < 156));
    expect((await stage.app.session()).session_id).not.toBe(first.session_id);
    await page.evaluate(() => window.sdk22.reactor.disconnect());
    await stage.app.becomes('ready');
    expect(await page.evaluate(() => window.sdk22.errors)).toEqual([]);
  });

  it('is told what the model takes, and draws controls that work', async () => {
    const { page: drawn } = await stage.browser.open('sdk-2.2');
    await drawn.evaluate(() => window.sdk22.renderController('mirror'));
    await drawn.getByText('set_shade', { exact: true }).click();
    const slider = drawn.getByRole('slider');
    expect([await slider.getAttribute('min'), await slider.getAttribute('max')]).toEqual(['0', '255']);
    const commands = (): string[] =>
      journal.events.filter(({ data }) => data.event === 'command').map(({ data }) => String(data.detail['name']));
    const before = commands().length;
    // This client sends the value before the one that it was moved to.
    await slider.fill('250');
    await slider.fill('251');
    await until('the command at the server', () => commands().length > before);
    expect(commands().at(-1)).toBe('set_shade');
    await drawn.close();
    await fetch(`${stage.app.url}/stop_session`, { method: 'POST' });
    await stage.app.becomes('ready');
  });

  it('connects by itself in React that mounts it twice, as in development, and is there once', async () => {
    const { page: mounted } = await stage.browser.open('sdk-2.2-react.dev');
    await mounted.evaluate(() => window.sdk22React.render('mirror'));
    const shown = mounted.locator('output');
    await until('ready', async () => (await shown.textContent()) === 'ready', 20_000);
    await until('the picture', () =>
      mounted.evaluate(() => (document.querySelector('video')?.videoWidth ?? 0) === 320),
    );
    await until('one client', async () => (await stage.app.metric('runtime_connections_active')) === 1, 20_000);
    expect(await shown.textContent()).toBe('ready');
    await stage.app.becomes('streaming');
    await mounted.close();
    await fetch(`${stage.app.url}/stop_session`, { method: 'POST' });
    await stage.app.becomes('ready');
  }, 60_000);
});
