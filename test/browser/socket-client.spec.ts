import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../support/until.js';
import type { SocketApi } from './pages/socket-client.js';
import { Stage } from './support/stage.js';

declare global {
  interface Window {
    socketClient: SocketApi;
  }
}

describe('the signalling gateway from a browser', () => {
  let stage: Stage;
  let page: Page;

  beforeAll(async () => {
    stage = await Stage.set();
    ({ page } = await stage.browser.open('socket-client'));
  }, 120_000);

  afterAll(async () => {
    expect(await stage?.strike()).toBe(0);
  }, 60_000);

  const frames = (): Promise<number> => page.evaluate(() => window.socketClient.probe.frames);
  const ask = (request: Record<string, unknown>): Promise<Record<string, unknown>> =>
    page.evaluate((message) => window.socketClient.ask(message), request);

  it('joins, offers, trickles both ways and watches', async () => {
    await page.evaluate((url) => window.socketClient.open(url), stage.app.socketUrl);
    await page.evaluate(() => window.socketClient.watch());
    await until('frames', async () => (await frames()) > 10);
    const received = await page.evaluate(() => window.socketClient.received);
    expect(received.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['joined', 'answer', 'candidate', 'accepted']),
    );
    const candidates = received.filter(({ type }) => type === 'candidate').map(({ candidate }) => candidate === null);
    expect(candidates.indexOf(true)).toBe(candidates.length - 1);
  });

  it('is told the turn and the frame from which a command holds, and sees it', async () => {
    const before = await page.evaluate(() => window.socketClient.probe.pixels());
    const reply = await ask({ type: 'command', name: 'set_prompt', args: { prompt: 'volcano in a thunderstorm' } });
    expect(reply).toEqual({
      type: 'reply',
      request_id: expect.any(String),
      turn: expect.any(Number),
      frame: expect.any(Number),
    });
    await until('another picture', () =>
      page.evaluate((then) => window.socketClient.difference(then, window.socketClient.probe.pixels()) > 12, before),
    );
  });

  it('restarts ICE, and goes on with the same end of the connection', async () => {
    const received = await page.evaluate(() => window.socketClient.received.length);
    const { fingerprints, names } = await page.evaluate(() => window.socketClient.restartIce());
    expect(fingerprints[0]).toBe(fingerprints[1]);
    expect(names[0]).not.toBe(names[1]);
    const seen = await frames();
    await until('frames', async () => (await frames()) > seen + 10);
    const told = await page.evaluate((from) => window.socketClient.received.slice(from), received);
    // Its own new candidates, and no word of a change.
    expect(new Set(told.map(({ type }) => type))).toEqual(new Set(['accepted', 'answer', 'candidate']));
    expect(await stage.app.metric('runtime_connections_opened_total')).toBe(1);
    expect(await stage.app.metric('runtime_connections_active')).toBe(1);
  });

  it.each([
    ['out of range', { name: 'set_hue', args: { hue: 100_000 } }, 'hue'],
    ['of the wrong type', { name: 'set_zoom', args: { zoom: 'close' } }, 'zoom'],
    ['too long', { name: 'set_prompt', args: { prompt: 'x'.repeat(401) } }, 'prompt'],
  ])('answers a value that is %s with the field', async (_, command, field) => {
    expect(await ask({ type: 'command', ...command })).toMatchObject({
      type: 'error',
      error: { code: 'invalid_command', field },
    });
  });

  it('leaves, and the session waits for its end', async () => {
    expect(await ask({ type: 'leave', stop: true })).toMatchObject({ type: 'left' });
    await until(
      'the end',
      async () => ((await (await fetch(`${stage.app.url}/session`)).json()) as { state: string }).state === 'ready',
    );
    expect(await ask({ type: 'command', name: 'set_hue', args: { hue: 1 } })).toMatchObject({
      error: { code: 'not_joined' },
    });
  });
});
