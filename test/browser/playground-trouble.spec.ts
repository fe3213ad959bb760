import { describe, expect, it } from '@jest/globals';
import type { Locator, WebSocketRoute } from 'playwright-core';
import { until } from '../support/until.js';
import { PlaygroundPage } from './support/playground-page.js';
import { RelayedMedia } from './support/relayed-media.js';

describe('the page in trouble', () => {
  // Each test begins a session of its own.
  const on = PlaygroundPage.use({ prepare: () => on.stopSession() });
  const health = async (): Promise<string> =>
    ((await (await fetch(`${on.url}/health`)).json()) as { state: string }).state;
  const control = (command: string, input: string): Locator => on.control(command).locator(input);

  it('goes back to what is in force when a value is refused, and says why', async () => {
    await on.open();
    await on.set('set_seed', '7');
    await control('set_seed', 'input').fill('10000');
    await control('set_seed', 'input').press('Enter');
    await control('set_seed', '[data-error]').waitFor();
    expect(await control('set_seed', '[data-error]').textContent()).toMatch(/seed .*9999/);
    await until('the value in force', async () => (await control('set_seed', 'input').inputValue()) === '7');
  });

  it('comes back into its session when the connection drops, with everything as it was', async () => {
    let socket: WebSocketRoute | undefined;
    await on.page.routeWebSocket('**/signaling', (route) => {
      socket = route;
      route.connectToServer();
    });
    await on.open();
    await on.set('set_prompt', 'neon rain');
    const first = socket;
    await first?.close({ code: 3000 });
    await until('another socket', () => socket !== first);
    await on.becomes('live');
    expect(await control('set_prompt', 'textarea').inputValue()).toBe('neon rain');
    expect(await on.page.locator('.notice').count()).toBe(0);
  });

  it('keeps its picture and its place when its way for media breaks, and finds another one', async () => {
    const media = await RelayedMedia.of(on.page);
    try {
      await on.open();
      await on.set('set_prompt', 'neon rain');
      await until('pictures', async () => (await on.frames()) > 10);
      media.cut();
      // Chromium misses the other end after about five seconds.
      await until('another offer', () => media.offers === 2, 30_000);
      await on.pictures(10, 30_000);
      expect(await on.page.locator('[data-status="live"]').count()).toBe(1);
      expect(media.sockets).toBe(1);
      expect(await on.stage.app.metric('runtime_connections_active')).toBe(1);
      expect(await control('set_prompt', 'textarea').inputValue()).toBe('neon rain');
    } finally {
      media.close();
    }
  }, 90_000);

  it('says that the browser has neither WebRTC nor WebCodecs, and starts no session', async () => {
    await on.page.addInitScript(() => {
      for (const name of ['RTCPeerConnection', 'VideoDecoder']) Reflect.deleteProperty(window, name);
    });
    await on.page.goto(on.url);
    await on.becomes('failed');
    expect(await on.page.textContent('.status-card')).toContain('This browser cannot receive the video');
    expect(await on.page.locator('.countdown').count()).toBe(0);
    await control('set_seed', 'input').waitFor();
    expect(await health()).toBe('available');
  });

  it('says that it is not signed in where something before the server asks who it is, and stops', async () => {
    await on.page.route('**/health', (route) => route.fulfill({ status: 401, body: '<h1>Sign in</h1>' }));
    await on.page.goto(on.url);
    await on.becomes('failed');
    expect(await on.page.textContent('.status-card')).toContain('You are not signed in');
    expect(await on.page.locator('.countdown').count()).toBe(0);
    expect(on.console.splice(0)).toEqual([expect.stringContaining('401')]);
  });

  it('talks to the model that its address names', async () => {
    await on.open('?model=dreamfield');
    await on.page.goto(`${on.url}/?model=nightmare`);
    await on.becomes('failed');
    expect(await on.page.textContent('.status-card')).toContain('There is no such model');
    expect(on.console.splice(0)).toEqual([expect.stringContaining('404')]);
  });
});
