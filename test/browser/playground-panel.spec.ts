import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { until } from '../support/until.js';
import { Stage } from './support/stage.js';

describe('the page’s controls and messages', () => {
  let stage: Stage;
  let page: Page;
  let console: string[];

  beforeAll(async () => {
    stage = await Stage.set({ models: ['dreamfield', 'brightness', 'chunks', 'echo'] });
  }, 120_000);

  afterAll(async () => {
    expect(await stage?.strike()).toBe(0);
  }, 60_000);

  beforeEach(async () => {
    ({ page, console } = await stage.browser.blank());
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write', 'camera', 'microphone']);
  });

  afterEach(async () => {
    await page.context().close();
    expect(console).toEqual([]);
  });

  const open = async (model: string): Promise<void> => {
    await page.goto(`${stage.app.url}/?model=${model}`);
    await page.waitForSelector('[data-status="live"]');
  };
  const control = (name: string): Locator => page.locator(`[data-command="${name}"]`);
  const frames = (): Promise<number> =>
    page
      .locator('[data-track="main_video"]')
      .evaluate((video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames);
  const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());

  it.each([
    ['a laptop', 1280, 800],
    ['a phone', 390, 844],
  ])('has the resolution in sight without scrolling on %s', async (_, width, height) => {
    await page.setViewportSize({ width, height });
    await open('dreamfield');
    const box = await control('set_resolution').locator('select').boundingBox();
    const messages = await page.locator('.messages').boundingBox();
    expect(box!.y + box!.height).toBeLessThanOrEqual(Math.min(height, width > 600 ? messages!.y : height));
  });

  it('shows a reply beside its button, to copy or to put away', async () => {
    await open('brightness');
    await control('get_state').getByRole('button', { name: 'Get state' }).click();
    const reply = control('get_state').locator('[data-reply]');
    await reply.waitFor();
    expect(await reply.innerText()).toMatch(/Resolution\s+480p/);
    await reply.getByRole('button', { name: 'Copy reply' }).click();
    await reply.getByRole('button', { name: 'Copied' }).waitFor();
    expect(JSON.parse(await copied())).toMatchObject({ resolution: '480p' });
    await reply.getByRole('button', { name: 'Close the reply' }).click();
    expect(await reply.count()).toBe(0);
  });

  it('shows why a command was refused beside its button, and what a setting’s reply adds beside the setting', async () => {
    await open('chunks');
    await control('pause').getByRole('button', { name: 'Pause' }).click();
    await control('pause').locator('[data-error]').waitFor();
    await control('set_prompt').locator('textarea').fill('a harbour at noon');
    await control('set_prompt').locator('textarea').press('Enter');
    await control('set_prompt').locator('[data-reply]').waitFor();
    expect(await control('set_prompt').locator('[data-reply]').innerText()).toMatch(/^Chunk: \d+$/);
  });

  it('has every message whole, as JSON to copy, and stands still while it is paused', async () => {
    await open('chunks');
    await page.getByRole('button', { name: /^Messages/ }).click();
    const message = page.locator('[data-message="state_update"]').first();
    await message.locator('summary').click();
    expect(await message.locator('pre').innerText()).toContain('"phase": ');
    await message.getByRole('button', { name: 'Copy JSON' }).click();
    await message.getByRole('button', { name: 'Copied' }).waitFor();
    expect(JSON.parse(await copied())).toHaveProperty('phase');
    await page.getByRole('button', { name: 'Pause', exact: true }).and(page.locator('.messages button')).click();
    const shown = await page.locator('.message-list > li').count();
    const start = control('start').getByRole('button');
    const resume = control('resume').getByRole('button');
    await ((await start.isEnabled()) ? start : resume).click();
    await page.getByRole('button', { name: /^Resume \(\d+ new\)$/ }).waitFor();
    expect(await page.locator('.message-list > li').count()).toBe(shown);
    await page.getByRole('button', { name: /^Resume \(\d+ new\)$/ }).click();
    await until('more messages', async () => (await page.locator('.message-list > li').count()) > shown);
  });

  it('offers to unmute a model that is heard', async () => {
    await open('brightness');
    await page.getByRole('button', { name: 'Unmute' }).first().waitFor();
    await page.getByRole('button', { name: 'Unmute' }).first().click();
    expect(await page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.muted)).toBe(false);
  });

  it('offers nothing to unmute where silence is sent', async () => {
    await open('echo');
    await page.locator('.next-step').getByRole('button', { name: 'Use camera' }).click();
    await until('pictures', async () => (await frames()) > 40, 20_000);
    expect(await page.locator('.unmute, [data-sound]').count()).toBe(0);
    await page.locator('[data-publish="mic"]').getByRole('button', { name: 'Use microphone' }).click();
    await page.locator('.unmute').waitFor();
  });
});
