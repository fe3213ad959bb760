import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../support/until.js';
import type { Sdk29Api } from './pages/sdk-2.9.js';
import { Stage } from './support/stage.js';

declare global {
  interface Window {
    sdk29: Sdk29Api;
  }
}

describe('js-sdk 2.9.0 with an application that has a prefix and asks for a ticket', () => {
  let stage: Stage;
  let page: Page;

  beforeAll(async () => {
    stage = await Stage.set({ script: 'test/e2e/apps/guarded.mjs' });
    ({ page } = await stage.browser.open('sdk-2.9'));
  }, 120_000);

  afterAll(async () => {
    await stage?.strike();
  }, 60_000);

  it('is turned away without the ticket', async () => {
    const failure = await page.evaluate(async (url) => {
      window.sdk29.create(`${url}/api/stream/guessed`, 'grey');
      await window.sdk29.reactor.connect().catch(() => undefined);
      return window.sdk29.reactor.getLastError()?.message;
    }, stage.app.url);
    expect(failure).toContain('401');
  });

  it('sees the stream with the ticket in its base address, and sends a file', async () => {
    await page.evaluate(async (url) => {
      window.sdk29.create(`${url}/api/stream/sesame`, 'grey');
      await window.sdk29.reactor.connect();
    }, stage.app.url);
    await until('ready', () => page.evaluate(() => window.sdk29.reactor.getStatus() === 'ready'));
    await until('frames', async () => (await page.evaluate(() => window.sdk29.probe.frames)) > 5);
    const file = await page.evaluate(async () => {
      const { uploadId } = await window.sdk29.reactor.uploadFile(new File(['a'], 'a.txt'));
      await window.sdk29.reactor.disconnect();
      return uploadId;
    });
    expect(file).toMatch(/^[\w-]+$/);
  });
});
