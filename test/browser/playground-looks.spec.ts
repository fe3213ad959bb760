import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../support/until.js';
import { Stage } from './support/stage.js';

describe('the page’s looks', () => {
  let stage: Stage;
  let page: Page;
  let console: string[];

  beforeAll(async () => {
    stage = await Stage.set();
  }, 120_000);

  afterAll(async () => {
    expect(await stage?.strike()).toBe(0);
  }, 60_000);

  beforeEach(async () => {
    ({ page, console } = await stage.browser.blank());
  });

  afterEach(async () => {
    await page.context().close();
    expect(console).toEqual([]);
  });

  const open = async (): Promise<void> => {
    await page.goto(stage.app.url);
    await page.waitForSelector('[data-status="live"]');
  };
  const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const isLight = async (): Promise<boolean> => Number(/\d+/.exec(await ground())![0]) > 200;

  it('follows the device’s theme, also when it changes', async () => {
    await page.emulateMedia({ colorScheme: 'light' });
    await open();
    expect(await isLight()).toBe(true);
    await page.emulateMedia({ colorScheme: 'dark' });
    await until('the dark theme', async () => !(await isLight()));
  });

  it('remembers the theme that was chosen', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await open();
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('radio', { name: 'Light' }).check({ force: true });
    expect(await isLight()).toBe(true);
    await page.reload();
    await page.waitForSelector('[data-status="live"]');
    expect(await isLight()).toBe(true);
  });

  it('has a link to its model to share, and says where it works', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await open();
    await page.getByRole('button', { name: 'Share' }).click();
    const link = `${stage.app.url}/?model=dreamfield`;
    expect(await page.getByLabel('Link to this model').inputValue()).toBe(link);
    expect(await page.locator('[data-local-only]').count()).toBe(1);
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
    await page.keyboard.press('Escape');
    expect(await page.getByLabel('Link to this model').count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Share');
  });
});
