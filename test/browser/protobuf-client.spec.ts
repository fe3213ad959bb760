import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../support/until.js';
import type { ProtobufApi } from './pages/protobuf-client.js';
import { Stage } from './support/stage.js';

declare global {
  interface Window {
    protobuf: ProtobufApi;
  }
}

const hex = (text: string): string => Buffer.from(text).toString('hex');

describe('a protobuf client from a browser', () => {
  let stage: Stage;
  let page: Page;

  beforeAll(async () => {
    stage = await Stage.set();
    ({ page } = await stage.browser.open('protobuf-client'));
    await page.evaluate((url) => window.protobuf.connect(url), stage.app.url);
  }, 120_000);

  afterAll(async () => {
    expect(await stage?.strike()).toBe(0);
  }, 60_000);

  const say = (channel: 'data' | 'control', frame: string): Promise<void> =>
    page.evaluate(([on, bytes]) => window.protobuf.say(on, bytes), [channel, frame] as const);
  const hears = (channel: 'data' | 'control', index: number): Promise<string> =>
    until(`frame ${index} on ${channel}`, () =>
      page.evaluate(([on, i]) => window.protobuf.heard[on][i], [channel, index] as const),
    );
  const frames = (): Promise<number> => page.evaluate(() => window.protobuf.probe.frames);

  it('sees the picture once it resumes the track, its candidates having come before its offer', async () => {
    await say('control', '10035200');
    expect(await frames()).toBe(0);
    await say('control', '10038a010c0a0a6d61696e5f766964656f');
    await until('frames', async () => (await frames()) > 10);
  });

  it('gets an answer to each command by its id', async () => {
    await say('data', '0a06646174615f311001521c0a0a7365745f706175736564120e0a0c0a0670617573656412022001');
    expect(await hears('data', 0)).toBe('0a06646174615f311002');
    await say('data', '0a06646174615f321001521c0a0a7365745f706175736564120e0a0c0a0670617573656412022000');
    expect(await hears('data', 1)).toBe('0a06646174615f321002');
    await say('data', '0a06646174615f33100152070a03666c791200');
    const refusal = await hears('data', 2);
    expect(refusal.startsWith('0a06646174615f331002c202')).toBe(true);
    expect(refusal).toContain(hex('invalid_command'));
  });

  it('hears the schema on the control channel', async () => {
    await say('control', '0a066374726c5f3210015a00');
    const schema = await hears('control', 0);
    expect(schema.startsWith('0a066374726c5f32100252')).toBe(true);
    expect(schema).toContain(hex('set_paused'));
  });

  it('hears what is wrong with a frame, and goes on', async () => {
    await say('data', '0a06646174615f3410015235');
    const refusal = await hears('data', 3);
    expect(refusal.startsWith('0a06646174615f341002c202')).toBe(true);
    expect(refusal).toContain(hex('bad_message'));
    const seen = await frames();
    await until('further frames', async () => (await frames()) > seen + 5);
  });

  it('hears why the session ends', async () => {
    await fetch(`${stage.app.url}/stop_session`, { method: 'POST', body: '{"reason":"bye"}' });
    expect(await hears('control', 1)).toBe('10037a050a03627965');
  });
});
