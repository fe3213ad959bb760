import { describe, expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { PlaygroundPage } from './support/playground-page.js';

describe('the page’s controls and messages', () => {
  const on = PlaygroundPage.use({
    models: ['dreamfield', 'brightness', 'chunks', 'echo'],
    prepare: async ({ page }) =>
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write', 'camera', 'microphone']),
  });
  const open = (model: string): Promise<void> => on.open(`?model=${model}`);
  const copied = (): Promise<string> => on.page.evaluate(() => navigator.clipboard.readText());

  it.each([
    ['a laptop', 1280, 800],
    ['a phone', 390, 844],
  ])('has the resolution in sight without scrolling on %s', async (_, width, height) => {
    await on.page.setViewportSize({ width, height });
    await open('dreamfield');
    const box = await on.control('set_resolution').locator('select').boundingBox();
    const messages = await on.page.locator('.messages').boundingBox();
    expect(box!.y + box!.height).toBeLessThanOrEqual(Math.min(height, width > 600 ? messages!.y : height));
  });

  it('shows a reply beside its button, to copy or to put away', async () => {
    await open('brightness');
    await on.control('get_state').getByRole('button', { name: 'Get state' }).click();
    const reply = on.control('get_state').locator('[data-reply]');
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
    await on.control('pause').getByRole('button', { name: 'Pause' }).click();
    await on.control('pause').locator('[data-error]').waitFor();
    await on.control('set_prompt').locator('textarea').fill('a harbour at noon');
    await on.control('set_prompt').locator('textarea').press('Enter');
    await on.control('set_prompt').locator('[data-reply]').waitFor();
    expect(await on.control('set_prompt').locator('[data-reply]').innerText()).toMatch(/^Chunk: \d+$/);
  });

  it('has every message whole, as JSON to copy, and stands still while it is paused', async () => {
    await open('chunks');
    await on.page.getByRole('button', { name: /^Messages/ }).click();
    const message = on.page.locator('[data-message="state_update"]').first();
    await message.locator('summary').click();
    expect(await message.locator('pre').innerText()).toContain('"phase": ');
    await message.getByRole('button', { name: 'Copy JSON' }).click();
    await message.getByRole('button', { name: 'Copied' }).waitFor();
    expect(JSON.parse(await copied())).toHaveProperty('phase');
    await on.page.getByRole('button', { name: 'Pause', exact: true }).and(on.page.locator('.messages button')).click();
    const shown = await on.page.locator('.message-list > li').count();
    const start = on.control('start').getByRole('button');
    const resume = on.control('resume').getByRole('button');
    await ((await start.isEnabled()) ? start : resume).click();
    await on.page.getByRole('button', { name: /^Resume \(\d+ new\)$/ }).waitFor();
    expect(await on.page.locator('.message-list > li').count()).toBe(shown);
    await on.page.getByRole('button', { name: /^Resume \(\d+ new\)$/ }).click();
    await until('more messages', async () => (await on.page.locator('.message-list > li').count()) > shown);
  });

  it('offers to unmute a model that is heard', async () => {
    await open('brightness');
    await on.page.getByRole('button', { name: 'Unmute' }).first().waitFor();
    await on.page.getByRole('button', { name: 'Unmute' }).first().click();
    expect(await on.page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.muted)).toBe(false);
  });

  it('offers nothing to unmute where silence is sent', async () => {
    await open('echo');
    await on.page.locator('.next-step').getByRole('button', { name: 'Use camera' }).click();
    await until('pictures', async () => (await on.frames()) > 40, 20_000);
    expect(await on.page.locator('.unmute, [data-sound]').count()).toBe(0);
    await on.page.locator('[data-publish="mic"]').getByRole('button', { name: 'Use microphone' }).click();
    await on.page.locator('.unmute').waitFor();
  });
});
