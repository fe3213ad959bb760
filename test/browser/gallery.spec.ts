import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../support/until.js';
import { Stage } from './support/stage.js';

const SHOTS = join(import.meta.dirname, '..', '..', 'test-output');

describe('the page of a server with several models', () => {
  let stage: Stage;
  let page: Page;

  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true });
    stage = await Stage.set({ fixtures: true, models: ['shared_wall', 'hazard', 'mirror'] });
    ({ page } = await stage.browser.blank({ width: 1280, height: 800 }));
    await page.goto(stage.app.url);
    await page.locator('[data-status="live"]').waitFor({ timeout: 20_000 });
  }, 120_000);

  afterAll(async () => {
    expect(await stage?.strike()).toBe(0);
  }, 60_000);

  it('lists them with what they are and whether they are free', async () => {
    await page.getByRole('button', { name: 'Models' }).click();
    const names = await page.locator('[data-model]').evaluateAll((links) => links.map((link) => link.dataset['model']));
    expect(names).toEqual(['shared_wall', 'hazard', 'mirror']);
    await until('this page in its session', async () =>
      (await page.locator('[data-model="shared_wall"]').innerText()).includes('1 viewer'),
    );
    expect(await page.locator('[data-model="hazard"]').innerText()).toContain('Free');
    expect(await page.locator('[data-model="shared_wall"]').getAttribute('aria-current')).toBe('page');
    await page.screenshot({ path: join(SHOTS, 'gallery.png') });
  });

  it('offers examples of a text, which a press sends', async () => {
    await page.keyboard.press('Escape');
    const words = page.locator('[data-command="set_words"]');
    await words.getByRole('button', { name: 'a hedge' }).click();
    await until('the example', async () => (await words.locator('input').inputValue()) === 'a hedge');
    await until('it in force', async () => (await words.getAttribute('aria-busy')) === 'false');
    expect(await words.getByRole('button', { name: 'a hedge' }).getAttribute('aria-pressed')).toBe('true');
    expect(await words.locator('[data-error]').count()).toBe(0);
  });

  it('opens another by a press', async () => {
    await page.getByRole('button', { name: 'Models' }).click();
    await page.locator('[data-model="hazard"]').click();
    await page.locator('[data-status="live"]').waitFor({ timeout: 20_000 });
    await until('its name', async () => (await page.locator('h1').innerText()) === 'hazard');
    expect(new URL(page.url()).search).toBe('?model=hazard');
  });
});
