import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../support/until.js';
import { Stage } from './support/stage.js';

const SHOTS = join(import.meta.dirname, '..', '..', 'test-output');

describe('two pages in one session', () => {
  let stage: Stage;
  let a: Page;
  let b: Page;

  async function open(): Promise<Page> {
    const { page } = await stage.browser.blank({ width: 1280, height: 800 });
    await page.goto(`${stage.app.url}/?model=shared_wall`);
    await page.locator('[data-status="live"]').waitFor({ timeout: 20_000 });
    return page;
  }

  const slider = (page: Page) => page.locator('[data-command="set_level"] input[type="range"]');
  const valueOf = (page: Page): Promise<number> =>
    slider(page).evaluate((input: HTMLInputElement) => input.valueAsNumber);
  const note = (page: Page, command: string) => page.locator(`[data-command="${command}"] [data-changed-by]`);

  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true });
    stage = await Stage.set({ fixtures: true, models: ['shared_wall'] });
    a = await open();
  }, 120_000);

  afterAll(async () => {
    expect(await stage?.strike()).toBe(0);
  }, 60_000);

  it('show the second one what is in force when it joins late, without an apology', async () => {
    await slider(a).focus();
    await a.keyboard.press('End');
    await until('the level', async () => (await valueOf(a)) === 10);
    expect(await note(a, 'set_level').count()).toBe(0);
    b = await open();
    await until('the level in force', async () => (await valueOf(b)) === 10);
    expect(await note(b, 'set_level').innerText()).toBe('Changed by another viewer');
    expect(await b.locator('.notice').count()).toBe(0);
    await b.screenshot({ path: join(SHOTS, 'two-viewers.png') });
  }, 60_000);

  it('say how many viewers there are', async () => {
    for (const page of [a, b]) await page.locator('[data-viewers="2"]').waitFor();
  });

  it('move a control in both when one moves it', async () => {
    await slider(b).focus();
    await b.keyboard.press('Home');
    await until('the level', async () => (await valueOf(a)) === 0);
    expect(await note(a, 'set_level').innerText()).toBe('Changed by another viewer');
    await until('no note of its own change', async () => (await note(b, 'set_level').count()) === 0);
  });

  it('show what the model itself changes in both', async () => {
    await a.locator('[data-command="jump"] button').click();
    for (const page of [a, b]) {
      await until('the model’s own level', async () => (await valueOf(page)) === 7);
      expect(await note(page, 'set_level').innerText()).toBe('Changed by the model');
    }
  });

  it('do not pull a control out of a hand that drags it', async () => {
    const box = (await slider(a).boundingBox())!;
    await a.mouse.move(box.x + box.width * 0.25, box.y + box.height / 2);
    await a.mouse.down();
    await a.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2);
    const dragged = await valueOf(a);
    await until('what A dragged to', async () => (await valueOf(b)) === dragged);
    await slider(b).focus();
    await b.keyboard.press('End');
    await note(a, 'set_level').filter({ hasText: 'another viewer' }).waitFor();
    expect(await valueOf(a)).toBe(dragged);
    await a.mouse.up();
    await until('what is in force', async () => (await valueOf(a)) === 10);
  });

  it('ask before one ends the session for the other, who may go on', async () => {
    await a.getByRole('button', { name: 'More' }).click();
    await a.getByRole('button', { name: /Restart session/ }).click();
    const dialog = a.getByRole('dialog');
    expect(await dialog.innerText()).toContain('Another viewer is in this session');
    await a.screenshot({ path: join(SHOTS, 'two-viewers-restart.png') });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await b.locator('[data-status="live"]').count()).toBe(1);
    await b.context().close();
    await a.locator('[data-viewers]').waitFor({ state: 'detached' });
    await a.getByRole('button', { name: 'More' }).click();
    await a.getByRole('button', { name: /Restart session/ }).click();
    await until('a new session at its default', async () => (await valueOf(a)) === 1, 20_000);
    expect(await a.getByRole('dialog').count()).toBe(0);
  }, 60_000);

  it('are not heard of by js-sdk 2.9.0 in the same session', async () => {
    await a.context().close();
    await fetch(`${stage.app.url}/stop_session`, { method: 'POST' });
    await stage.app.becomes('ready');
    const { page: sdk } = await stage.browser.open('sdk-2.9');
    await sdk.evaluate((url) => {
      window.sdk29.create(url, 'shared_wall');
      return window.sdk29.reactor.connect();
    }, stage.app.url);
    await until('a picture', () => sdk.evaluate(() => window.sdk29.probe.frames > 5), 20_000);
    a = await open();
    await a.locator('[data-viewers="2"]').waitFor();
    await slider(a).focus();
    await a.keyboard.press('End');
    await a.locator('[data-command="set_level"][aria-busy="false"]').waitFor();
    await sdk.evaluate(() => window.sdk29.reactor.sendCommand('set_level', { level: 4 }));
    await until('the level that the SDK sets', async () => (await valueOf(a)) === 4);
    expect(await note(a, 'set_level').innerText()).toBe('Changed by another viewer');
    expect(await sdk.evaluate(() => window.sdk29.messages)).toEqual([]);
  }, 60_000);
});
