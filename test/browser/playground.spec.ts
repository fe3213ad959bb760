import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../support/until.js';
import { Stage } from './support/stage.js';

const SHOTS = join(import.meta.dirname, '..', '..', 'test-output');

describe('the page', () => {
  let stage: Stage;
  let page: Page;
  let lines: string[];

  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true });
    stage = await Stage.set();
    ({ page, console: lines } = await stage.browser.blank({ width: 1440, height: 900 }));
    await page.goto(stage.app.url);
  }, 120_000);

  afterAll(async () => {
    expect(await stage?.strike()).toBe(0);
  }, 60_000);

  const stat = (name: string): Promise<string> => page.locator(`[data-stat="${name}"]`).innerText();
  /** The picture's mean colour in a coarse grid. */
  const pixels = (): Promise<number[]> =>
    page.evaluate(() => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 32, height: 32 });
      const context = canvas.getContext('2d')!;
      context.drawImage(document.querySelector('video')!, 0, 0, 32, 32);
      return [...context.getImageData(0, 0, 32, 32).data];
    });
  const change = async (before: number[]): Promise<number> => {
    const after = await pixels();
    return after.reduce((sum, value, i) => sum + Math.abs(value - before[i]!), 0) / after.length;
  };

  it('goes live by itself and says what it receives', async () => {
    await page.locator('[data-status="live"]').waitFor({ timeout: 15_000 });
    await until('a rate', async () => Number.parseFloat(await stat('fps')) > 10);
    expect(await stat('resolution')).toMatch(/640\s*[×x]\s*360/);
    expect(Number.parseFloat(await stat('bitrate'))).toBeGreaterThan(0);
    await page.screenshot({ path: join(SHOTS, 'playground-desktop.png') });
  });

  it('has a control for each of the model’s inputs, of the kind that its schema asks for', async () => {
    const control = (name: string): ReturnType<Page['locator']> => page.locator(`[data-command="${name}"]`);
    for (const name of ['set_prompt', 'set_speed', 'set_zoom', 'set_hue', 'set_seed', 'set_paused', 'set_resolution']) {
      expect(await control(name).count()).toBe(1);
    }
    expect(await control('set_prompt').locator('textarea').count()).toBe(1);
    expect(await control('set_speed').locator('input[type="range"]').count()).toBe(1);
    expect(await control('set_paused').locator('input[type="checkbox"], [role="switch"]').count()).toBe(1);
  });

  it('changes the picture when a prompt is typed', async () => {
    const before = await pixels();
    await page.locator('[data-command="set_prompt"] textarea').fill('frozen lake under northern lights');
    await page.keyboard.press('Enter');
    await until('another picture', async () => (await change(before)) > 12);
  });

  it('changes the size of the picture from the keyboard alone', async () => {
    await page.locator('[data-command="set_resolution"] select').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await until('720 lines', async () => (await stat('resolution')).includes('720'));
  });

  it('fits a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.screenshot({ path: join(SHOTS, 'playground-phone.png') });
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it('says that the session ended, and starts another one on demand', async () => {
    await fetch(`${stage.app.url}/stop_session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'Closing time.' }),
    });
    await page.locator('[data-status="ended"]').waitFor();
    await page.screenshot({ path: join(SHOTS, 'playground-ended.png') });
    expect(await page.locator('body').innerText()).toContain('Closing time.');
    await page.getByRole('button', { name: 'Start again' }).click();
    await page.locator('[data-status="live"]').waitFor({ timeout: 15_000 });
  });

  it('asks no other host and writes no error to the console', () => {
    expect(lines.filter((line) => /^(error|pageerror)/.test(line))).toEqual([]);
  });
});
