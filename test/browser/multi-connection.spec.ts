import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { untilStill } from '../support/still.js';
import { until } from '../support/until.js';
import type { MultiConnectionApi } from './pages/multi-connection.js';
import { Stage } from './support/stage.js';

declare global {
  interface Window {
    multi: MultiConnectionApi;
  }
}

describe('the 2.12 sequence from a browser', () => {
  let stage: Stage;
  let page: Page;

  beforeAll(async () => {
    stage = await Stage.set();
    ({ page } = await stage.browser.open('multi-connection'));
  }, 120_000);

  afterAll(async () => {
    expect(await stage?.strike()).toBe(0);
  }, 60_000);

  const frames = (): Promise<number> => page.evaluate(() => window.multi.probe.frames);
  const bytes = (): Promise<number> => page.evaluate(() => window.multi.bytesReceived());
  const change = (before: number[]): Promise<number> =>
    page.evaluate((then) => window.multi.difference(then, window.multi.probe.pixels()), before);

  it('connects with exactly the statuses that the client demands', async () => {
    await page.evaluate((url) => window.multi.connect(url), stage.app.url);
    await until('a trickled candidate', () => page.evaluate(() => 'POST ice_candidates' in window.multi.statuses));
    expect(await page.evaluate(() => window.multi.statuses)).toEqual({
      'POST start_session': 200,
      'GET ice_servers': 200,
      'POST connections': 201,
      'POST sdp_params': 202,
      'POST ice_candidates': 202,
    });
    expect(await page.evaluate(() => window.multi.connectionId)).toBeGreaterThanOrEqual(1002);
  });

  it('gets no picture until it asks for the track, also when it asks twice', async () => {
    const before = await bytes();
    await page.evaluate(() => {
      window.multi.runtime('ping');
      window.multi.notify('resume_track', 'main_video');
      window.multi.notify('resume_track', 'main_video');
    });
    expect(before).toBe(0);
    await until('frames', async () => (await frames()) > 10);
  });

  it('hears the schema that it asks for', async () => {
    await page.evaluate(() => window.multi.runtime('requestSchema'));
    const message = await until('the schema', () => page.evaluate(() => window.multi.dataMessages[0]));
    expect(message).toMatchObject({
      scope: 'runtime',
      data: { type: 'modelSchema', data: { openapi: '3.1.0', info: { title: 'dreamfield' } } },
    });
  });

  it('sees what it commands', async () => {
    const before = await page.evaluate(() => {
      window.multi.command('set_paused', { paused: true });
      return window.multi.probe.pixels();
    });
    await page.evaluate(() => {
      window.multi.command('set_paused', { paused: false });
      window.multi.command('set_prompt', { prompt: 'acid green jungle' });
    });
    await until('another picture', async () => (await change(before)) > 12);
  });

  it('pauses and resumes the sending itself', async () => {
    await page.evaluate(() => window.multi.notify('pause_track', 'main_video'));
    await untilStill('the bytes', bytes, 500);
    const seen = await frames();
    await page.evaluate(() => window.multi.notify('resume_track', 'main_video'));
    await until('frames again', async () => (await frames()) > seen + 10);
  });

  it('restarts ICE with PUT, and its channels and its paused track are as they were', async () => {
    await page.evaluate(() => window.multi.notify('pause_track', 'main_video'));
    await untilStill('the bytes', bytes, 500);
    const { fingerprints, names } = await page.evaluate(() => window.multi.restartIce());
    expect(fingerprints[0]).toBe(fingerprints[1]);
    expect(names[0]).not.toBe(names[1]);
    const [still, heard] = [await bytes(), await page.evaluate(() => window.multi.dataMessages.length)];
    await page.evaluate(() => window.multi.runtime('requestSchema'));
    await until('the schema', () => page.evaluate((before) => window.multi.dataMessages[before], heard));
    expect(await bytes()).toBe(still);
    const seen = await frames();
    await page.evaluate(() => window.multi.notify('resume_track', 'main_video'));
    await until('frames again', async () => (await frames()) > seen + 10);
    expect(await stage.app.metric('runtime_connections_opened_total')).toBe(1);
  });

  it('is refused a track that the model does not have, on the control channel', async () => {
    await page.evaluate(() => window.multi.publish('webcam', 'ctrl_1'));
    const reply = await until('the refusal', () => page.evaluate(() => window.multi.controlMessages[0]));
    expect(reply).toEqual({
      type: 'response',
      method: 'publish_track',
      request_id: 'ctrl_1',
      error: { code: 'unknown_track', message: 'dreamfield has no input track "webcam"; it has none' },
    });
  });

  it.each([
    ['text that is not JSON', 'not json'],
    ['JSON that is no object', '[1]'],
    ['an unknown scope', '{"scope":"else","data":{}}'],
    ['binary rubbish', [0, 159, 146, 150, 255]],
    ['a number that is none', '{"scope":"application","data":{"type":"set_hue","data":{"hue":NaN}}}'],
  ])('survives %s, and says so in the log', async (_, frame) => {
    const refusals = stage.app.log.split('client').length;
    await page.evaluate((rubbish) => window.multi.raw(rubbish), frame);
    await until('the refusal in the log', () => stage.app.log.split('client').length > refusals);
    const seen = await frames();
    await until('frames', async () => (await frames()) > seen + 5);
  });
});
