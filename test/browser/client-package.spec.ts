import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../support/until.js';
import { Stage } from './support/stage.js';

/** The example of the package's README, in a page with an empty video. */
function example(): string {
  const readme = readFileSync(join(import.meta.dirname, '../../libs/client/README.md'), 'utf8');
  const [, code] = /```ts\n(.*?)```/s.exec(readme)!;
  const video = `document.body.append(Object.assign(document.createElement('video'), { muted: true, autoplay: true }));`;
  return code!.replace('const client', `${video}\nconst client`);
}

describe('the example of the client’s README', () => {
  let stage: Stage;
  let page: Page;
  let console: string[];

  beforeAll(async () => {
    stage = await Stage.set({ atDefaultAddress: true });
    ({ page, console } = await stage.browser.openText('client-readme', example()));
  }, 120_000);

  afterAll(async () => {
    expect(await stage?.strike()).toBe(0);
  }, 60_000);

  it('goes live, and learns the frame from which its command holds', async () => {
    await until('the reply', () => console.some((line) => /^log: from frame \d+$/.test(line)), 40_000);
    expect(console.findLast((line) => /^log: \w+$/.test(line))).toBe('log: live');
  });

  it('shows the model’s picture', async () => {
    const frames = (): Promise<number> =>
      page.evaluate(() => document.querySelector('video')!.getVideoPlaybackQuality().totalVideoFrames);
    const before = await frames();
    await until('frames', async () => (await frames()) > before + 5);
  });

  it('says that the session has ended', async () => {
    await fetch(`${stage.app.url}/stop_session`, { method: 'POST' });
    await until('the end', () => console.includes('log: ended'));
  });
});
