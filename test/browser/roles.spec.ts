import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { SignalingSocket } from '../contract/support/signaling-socket.js';
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

describe('the roles that an application gives its clients', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.set({ script: 'test/e2e/apps/roles.mjs' });
  }, 120_000);

  afterAll(async () => {
    await stage?.strike();
  }, 60_000);

  afterEach(async () => {
    await post('admin', 'stop_session');
    await until('the end', async () => (await session()).state === 'ready');
  });

  const at = (user: string): string => `${stage.app.url}/as/${user}`;
  const session = async (): Promise<{ session_id: string; state: string }> =>
    (await (await fetch(`${at('admin')}/session`)).json()) as { session_id: string; state: string };
  const post = (user: string, path: string, body?: object): Promise<Response> =>
    fetch(`${at(user)}/${path}`, { method: 'POST', ...(body === undefined ? {} : { body: JSON.stringify(body) }) });

  async function metric(name: string): Promise<number> {
    const text = await (await fetch(`${at('operator')}/metrics`)).text();
    const [, value] = new RegExp(`^${name} (\\S+)$`, 'm').exec(text) ?? [];
    return Number(value);
  }

  /** js-sdk 2.9.0, unmodified, connected as this user. */
  async function connected(user: string): Promise<Page> {
    const { page } = await stage.browser.open('sdk-2.9');
    await page.evaluate((url) => void window.sdk29.create(url, 'lamp'), at(user));
    await page.evaluate(() => window.sdk29.reactor.connect());
    await until('ready', async () => (await statusOf(page)) === 'ready');
    await until('the first frames', async () => (await page.evaluate(() => window.sdk29.probe.frames)) > 2);
    return page;
  }
  const statusOf = (page: Page): Promise<string> => page.evaluate(() => window.sdk29.reactor.getStatus());
  const pixels = (page: Page): Promise<number[]> => page.evaluate(() => window.sdk29.probe.pixels());
  const changeFrom = (page: Page, before: number[]): Promise<number> =>
    page.evaluate((then) => window.sdk29.difference(then, window.sdk29.probe.pixels()), before);
  async function joined(user: string): Promise<SignalingSocket> {
    const socket = await SignalingSocket.open(at(user));
    expect(await socket.ask({ type: 'join' })).toMatchObject({ type: 'joined' });
    return socket;
  }
  const moreFrames = async (page: Page): Promise<void> => {
    const seen = await page.evaluate(() => window.sdk29.probe.frames);
    await until('fifteen more frames', async () => (await page.evaluate(() => window.sdk29.probe.frames)) > seen + 15);
  };

  it('let a viewer watch with 2.9.0, and refuse its commands, its camera, its files and its stop', async () => {
    const viewer = await connected('viewer');
    const actor = await joined('actor');
    const before = await pixels(viewer);
    await viewer.evaluate(() => window.sdk29.reactor.sendCommand('set_level', { level: 255 }));
    await until('the refusal in the log', () => stage.app.log.includes('set_level: this needs the role control'));
    await moreFrames(viewer);
    expect(await changeFrom(viewer, before)).toBeLessThan(3);
    expect(await actor.ask({ type: 'command', name: 'set_level', args: { level: 255 } })).toMatchObject({
      type: 'reply',
    });
    await until('another picture', async () => (await changeFrom(viewer, before)) > CLEARLY_DIFFERENT);

    // This client asks for no publication: it sends.
    await viewer.evaluate(() => window.sdk29.publishCamera('webcam', 200, 0, 0));
    const dropped = String.raw`reactor_input_frames_dropped_total\{model="lamp",track="webcam",cause="forbidden"\}`;
    await until('dropped pictures', async () => (await metric(dropped)) > 0);
    expect(await actor.ask({ type: 'publish', track: 'webcam' })).toEqual({ type: 'accepted' });
    expect(
      await viewer.evaluate(() =>
        window.sdk29.reactor.uploadFile(new File(['x'], 'a.txt')).then(
          () => 'sent',
          (error: unknown) => String(error),
        ),
      ),
    ).toContain('403');

    const { session_id: id } = await session();
    const upload = await post('viewer', `sessions/${id}/uploads`, { name: 'a', size: 1, mime_type: 'text/plain' });
    expect([upload.status, await upload.json()]).toEqual([
      403,
      { code: 'forbidden', detail: 'this needs the role control; this client has view' },
    ]);
    const socket = await joined('viewer');
    expect(await socket.ask({ type: 'publish', track: 'webcam' })).toEqual({
      type: 'error',
      error: { code: 'forbidden', message: 'this needs the role publish; this client has view' },
    });
    expect(await socket.ask({ type: 'command', name: 'set_level', args: { level: 0 } })).toMatchObject({
      type: 'error',
      error: { code: 'forbidden', message: 'set_level: this needs the role control; this client has view' },
    });
    socket.close();
    expect((await post('viewer', 'stop_session')).status).toBe(403);
    expect((await session()).state).toBe('streaming');
    expect((await post('operator', 'stop_session')).status).toBe(200);
    await until('the end', async () => (await session()).state === 'ready');
    actor.close();
    await viewer.context().close();
  }, 90_000);

  it('are shown by the page, which disables what they do not allow', async () => {
    const { page, console } = await stage.browser.blank();
    await page.goto(`${at('viewer')}/`);
    await page.waitForSelector('[data-status="live"]');
    const sentences = await page.locator('[data-denied]').allTextContents();
    expect(sentences.sort()).toEqual([
      'You may not send inputs to this model. Ask the operator for the role “publish”.',
      'You may watch this model, but not control it. Ask the operator for the role “control”.',
    ]);
    expect(await page.locator('[data-command="set_level"] input').first().isDisabled()).toBe(true);
    expect(await page.locator('[data-publish="webcam"] button').first().isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'More' }).click();
    expect(await page.getByRole('button', { name: /^Restart session/ }).isDisabled()).toBe(true);
    await page.goto(`${at('actor')}/`);
    await page.waitForSelector('[data-status="live"]');
    expect(await page.locator('[data-denied]').count()).toBe(0);
    expect(await page.locator('[data-command="set_level"] input').first().isEnabled()).toBe(true);
    await page.context().close();
    expect(console).toEqual([]);
  }, 60_000);

  it('end when they expire, and the client receives the reason before its connection closes', async () => {
    const page = await connected('brief');
    await until('the end', async () => (await statusOf(page)) !== 'ready', 30_000);
    expect(await page.evaluate(() => window.sdk29.notices)).toContainEqual(
      expect.objectContaining({
        type: 'connectionEnded',
        data: expect.objectContaining({ code: 'authorization_expired' }),
      }),
    );
    expect((await post('brief', 'start_session')).status).toBe(401);
    expect(await metric('reactor_viewers\\{model="lamp"\\}')).toBe(0);
    await page.context().close();
  }, 60_000);
});
