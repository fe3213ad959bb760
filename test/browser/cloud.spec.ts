import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { KeyRing } from '@nestjs-reactor/core';
import { until } from '../support/until.js';
import type { MultiConnectionApi } from './pages/multi-connection.js';
import type { Sdk22Api } from './pages/sdk-2.2.js';
import type { Sdk29Api } from './pages/sdk-2.9.js';
import { Stage } from './support/stage.js';

declare global {
  interface Window {
    sdk22: Sdk22Api;
    sdk29: Sdk29Api;
    multi: MultiConnectionApi;
  }
}

interface Listed {
  readonly session_id: string;
  readonly state: string;
}

describe('clients without local mode, side by side on one address', () => {
  let stage: Stage;
  let directory: string;
  let key: string;
  const pages: Record<string, Page> = {};

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'reactor-cloud-'));
    ({ text: key } = await new KeyRing(directory).create({ name: 'shop' }));
    const env = {
      REACTOR_CLOUD: 'on',
      REACTOR_CLOUD_DIR: directory,
      REACTOR_CLOUD_ANONYMOUS: 'off',
      REACTOR_INSTANCES: '3',
    };
    stage = await Stage.set({ fixtures: true, models: ['mirror'], env });
    for (const name of ['sdk-2.2', 'sdk-2.9', 'multi-connection'])
      ({ page: pages[name] } = await stage.browser.open(name));
  }, 120_000);

  afterAll(async () => {
    expect(await stage?.strike()).toBe(0);
    await rm(directory, { recursive: true, force: true });
  }, 60_000);

  const page = (name: string): Page => pages[name]!;

  async function token(): Promise<string> {
    const response = await fetch(`${stage.app.url}/tokens`, { method: 'POST', headers: { 'reactor-api-key': key } });
    return ((await response.json()) as { jwt: string }).jwt;
  }

  async function sessions(): Promise<readonly Listed[]> {
    const response = await fetch(`${stage.app.url}/sessions`, { headers: { authorization: `Bearer ${key}` } });
    return ((await response.json()) as { sessions: readonly Listed[] }).sessions;
  }

  const active = async (): Promise<number> => (await sessions()).filter(({ state }) => state === 'ACTIVE').length;
  const closed = async (): Promise<number> => (await sessions()).filter(({ state }) => state === 'CLOSED').length;

  it('js-sdk 2.2.1 gets a token with its own function, connects and commands', async () => {
    const { url } = stage.app;
    const jwt = await page('sdk-2.2').evaluate(([k, api]) => window.sdk22.token(k, api), [key, url] as const);
    await page('sdk-2.2').evaluate((api) => window.sdk22.create('mirror', api), url);
    await page('sdk-2.2').evaluate((bearer) => window.sdk22.reactor.connect(bearer), jwt);
    await until('ready', () => page('sdk-2.2').evaluate(() => window.sdk22.reactor.getStatus() === 'ready'));
    await until('frames', () => page('sdk-2.2').evaluate(() => window.sdk22.probe.frames > 10));
    await page('sdk-2.2').evaluate(() => window.sdk22.reactor.sendCommand('set_shade', { shade: 250 }));
    await until('a light picture', () =>
      page('sdk-2.2').evaluate(() => window.sdk22.probe.color().every((value) => value > 225)),
    );
  });

  it('js-sdk 2.9.0 connects to a session of its own', async () => {
    const bearer = await token();
    await page('sdk-2.9').evaluate((api) => void window.sdk29.create(api, 'mirror', false), stage.app.url);
    await page('sdk-2.9').evaluate((jwt) => window.sdk29.reactor.connect(jwt), bearer);
    await until('ready', () => page('sdk-2.9').evaluate(() => window.sdk29.reactor.getStatus() === 'ready'));
    await until('frames', () => page('sdk-2.9').evaluate(() => window.sdk29.probe.frames > 10));
    // The other session's picture is light.
    expect(await page('sdk-2.9').evaluate(() => window.sdk29.probe.pixels()[0]! < 200)).toBe(true);
    expect(await page('sdk-2.9').evaluate(() => window.sdk29.statuses)).toEqual(['connecting', 'waiting', 'ready']);
  });

  it('the 2.12 sequence does too', async () => {
    const bearer = await token();
    await page('multi-connection').evaluate(([api, jwt]) => window.multi.connectToCloud(api, jwt, 'mirror'), [
      stage.app.url,
      bearer,
    ] as const);
    await page('multi-connection').evaluate(() => window.multi.notify('resume_track', 'main_video'));
    await until('frames', () => page('multi-connection').evaluate(() => window.multi.probe.frames > 10));
    expect(await active()).toBe(3);
  });

  it('js-sdk 2.9.0 reconnects to its session', async () => {
    const before = new Set((await sessions()).map(({ session_id }) => session_id));
    await page('sdk-2.9').evaluate(() => window.sdk29.reactor.disconnect(true));
    await until('the server to see it', async () => (await active()) === 2);
    const seen = await page('sdk-2.9').evaluate(() => window.sdk29.probe.frames);
    await page('sdk-2.9').evaluate(() => window.sdk29.reactor.reconnect());
    await until('frames', () => page('sdk-2.9').evaluate((n) => window.sdk29.probe.frames > n + 5, seen));
    expect(new Set((await sessions()).map(({ session_id }) => session_id))).toEqual(before);
  });

  it('js-sdk 2.2.1 reconnects to its session', async () => {
    await page('sdk-2.2').evaluate(() => window.sdk22.reactor.disconnect(true));
    await until('the server to see it', async () => (await active()) === 2);
    const seen = await page('sdk-2.2').evaluate(() => window.sdk22.probe.frames);
    await page('sdk-2.2').evaluate(() => window.sdk22.reactor.reconnect());
    await until('frames', () => page('sdk-2.2').evaluate((n) => window.sdk22.probe.frames > n + 5, seen));
  });

  it('each ends its own session, and the others go on', async () => {
    await page('sdk-2.9').evaluate(() => window.sdk29.reactor.disconnect());
    await until('its end', async () => (await closed()) === 1);
    await page('sdk-2.2').evaluate(() => window.sdk22.reactor.disconnect());
    await until('its end', async () => (await closed()) === 2);
    const seen = await page('multi-connection').evaluate(() => window.multi.probe.frames);
    await until('frames of the third', () =>
      page('multi-connection').evaluate((n) => window.multi.probe.frames > n + 5, seen),
    );
    expect(await page('sdk-2.2').evaluate(() => window.sdk22.errors)).toEqual([]);
    expect(await page('sdk-2.9').evaluate(() => window.sdk29.errors)).toEqual([]);
  });

  it('counts what they have sent', async () => {
    const response = await fetch(`${stage.app.url}/usage`, { headers: { authorization: `Bearer ${key}` } });
    const { keys } = (await response.json()) as { keys: { sessions: number; running: number; bytes_sent: number }[] };
    expect(keys).toMatchObject([{ sessions: 3, running: 1 }]);
    expect(keys[0]!.bytes_sent).toBeGreaterThan(10_000);
  });
});
