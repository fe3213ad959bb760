import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { ReloadingApp, sceneModel } from '../support/reloading-app.js';
import { until } from '../support/until.js';
import { TestBrowser } from './support/test-browser.js';

const LIMIT_MS = 60_000;

/** From the saved file until its version runs. */
const RELOAD_LIMIT_MS = 20_000;

const PROMPT = `prompt: InputField({ default: 'nothing', maxLength: 100 })`;

describe('the page while its model’s file is saved', () => {
  let reloading: ReloadingApp;
  let browser: TestBrowser;
  let page: Page;
  let statuses: () => Promise<string[]>;

  beforeAll(async () => {
    [reloading, browser] = await Promise.all([ReloadingApp.start(sceneModel(PROMPT, 'one', 30)), TestBrowser.launch()]);
    ({ page } = await browser.blank());
    await page.goto(reloading.app.url);
    await page.waitForSelector('[data-status="live"]');
    await page.evaluate(() => {
      const seen: string[] = [];
      const app = document.querySelector<HTMLElement>('[data-status]')!;
      new MutationObserver(() => seen.push(app.dataset['status']!)).observe(app, { attributeFilter: ['data-status'] });
      Object.assign(window, { seenStatuses: seen });
    });
    statuses = () => page.evaluate(() => (window as never as { seenStatuses: string[] }).seenStatuses);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    expect(await reloading?.stop()).toBe(0);
  }, LIMIT_MS);

  const control = (command: string): Locator => page.locator(`[data-command="${command}"] input`);
  const notice = (code: string): Locator => page.locator(`[data-notice="${code}"]`);
  /** Mean brightness of the picture. */
  const shade = (): Promise<number> =>
    page.evaluate(() => {
      const context = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d')!;
      context.drawImage(document.querySelector('video')!, 0, 0, 1, 1);
      return context.getImageData(0, 0, 1, 1).data[0]!;
    });
  const shows = (expected: number): Promise<boolean> =>
    until(`a shade of ${expected}`, async () => Math.abs((await shade()) - expected) < 12, RELOAD_LIMIT_MS);

  it(
    'shows the new version’s picture and controls, with what was set, and never leaves its session',
    async () => {
      await shows(30);
      await control('set_prompt').fill('a lake');
      await control('set_prompt').press('Enter');
      await page.waitForSelector('[data-command="set_prompt"][aria-busy="false"]');
      const { session_id } = await reloading.app.session();
      reloading.save(sceneModel(`${PROMPT}, mood: InputField({ default: 'calm' })`, 'two', 200));
      await notice('model_reloaded').waitFor({ timeout: RELOAD_LIMIT_MS });
      await shows(200);
      expect(await notice('model_reloaded').innerText()).toContain('A new version of the model is running');
      expect(await notice('model_reloaded').locator('[data-dropped]').count()).toBe(0);
      expect(await control('set_mood').inputValue()).toBe('calm');
      await until('the prompt in force', async () => (await control('set_prompt').inputValue()) === 'a lake');
      await control('set_mood').fill('stormy');
      await control('set_mood').press('Enter');
      await page.waitForSelector('[data-command="set_mood"][aria-busy="false"]');
      expect(await page.locator('[data-command="set_mood"] [data-error]').count()).toBe(0);
      expect((await reloading.app.session()).session_id).toBe(session_id);
      await page.getByRole('button', { name: 'Close the notice' }).click();
      expect(await notice('model_reloaded').count()).toBe(0);
      expect(await statuses()).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    'says why a version does not load, and goes on with the old one',
    async () => {
      reloading.save('export class Scene extends ReactorPipeline { inference( }');
      await notice('model_reload_failed').waitFor({ timeout: RELOAD_LIMIT_MS });
      expect(await notice('model_reload_failed').innerText()).toContain('Unexpected token');
      await shows(200);
      expect(await control('set_mood').isEnabled()).toBe(true);
    },
    LIMIT_MS,
  );

  it(
    'says which values a version does not take any more, and shows their defaults',
    async () => {
      reloading.save(sceneModel(`prompt: InputField({ default: 'x', maxLength: 3 })`, 'three', 110));
      await notice('model_reloaded').waitFor({ timeout: RELOAD_LIMIT_MS });
      expect(await notice('model_reloaded').locator('[data-dropped]').innerText()).toContain('Prompt');
      await until('the default', async () => (await control('set_prompt').inputValue()) === 'x');
      expect(await control('set_mood').count()).toBe(0);
      await shows(110);
      expect(await statuses()).toEqual([]);
    },
    LIMIT_MS,
  );
});
