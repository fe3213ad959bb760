import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { StrippingProxy } from '../support/stripping-proxy.js';
import { until } from '../support/until.js';
import { Stage } from './support/stage.js';

describe('the page behind a proxy that strips a path and says nothing of it', () => {
  let stage: Stage;
  let proxy: StrippingProxy;
  let page: Page;
  let console: string[];

  beforeAll(async () => {
    stage = await Stage.set({ models: ['echo'] });
    proxy = await StrippingProxy.start(stage.app.url, '/team/video');
    ({ page, console } = await stage.browser.blank());
    await page.goto(`${proxy.url}/`);
    await page.waitForSelector('[data-status="live"]');
  }, 120_000);

  afterAll(async () => {
    await stage?.browser.close();
    await proxy?.close();
    expect(await stage?.app.stop()).toBe(0);
  }, 60_000);

  it('sends a file to its server', async () => {
    const form = page.locator('[data-command="set_overlay_image"]');
    await form.locator('input[type="file"]').setInputFiles({
      name: 'note.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('no picture'),
    });
    await form.locator('button[type="submit"], button.run').first().click();
    await until('the command', async () => (await stage.app.metric('runtime_commands_total')) === 1);
    await until('the model to have read the file', () => stage.app.log.includes('text/plain is no picture to blend'));
    expect(await form.locator('[data-error]').count()).toBe(0);
  });

  it('asks for nothing outside of its path, and writes no error to the console', () => {
    expect(proxy.strays).toEqual([]);
    expect(console).toEqual([]);
  });
});
