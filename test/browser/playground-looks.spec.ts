import { describe, expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { PlaygroundPage } from './support/playground-page.js';

describe('the page’s looks', () => {
  const on = PlaygroundPage.use();
  const ground = (): Promise<string> => on.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const isLight = async (): Promise<boolean> => Number(/\d+/.exec(await ground())![0]) > 200;

  it('follows the device’s theme, also when it changes', async () => {
    await on.page.emulateMedia({ colorScheme: 'light' });
    await on.open();
    expect(await isLight()).toBe(true);
    await on.page.emulateMedia({ colorScheme: 'dark' });
    await until('the dark theme', async () => !(await isLight()));
  });

  it('remembers the theme that was chosen', async () => {
    await on.page.emulateMedia({ colorScheme: 'dark' });
    await on.open();
    await on.page.getByRole('button', { name: 'More' }).click();
    await on.page.getByRole('radio', { name: 'Light' }).check({ force: true });
    expect(await isLight()).toBe(true);
    await on.page.reload();
    await on.becomes('live');
    expect(await isLight()).toBe(true);
  });

  it('has a link to its model to share, and says where it works', async () => {
    await on.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await on.open();
    await on.page.getByRole('button', { name: 'Share' }).click();
    const link = `${on.url}/?model=dreamfield`;
    expect(await on.page.getByLabel('Link to this model').inputValue()).toBe(link);
    expect(await on.page.locator('[data-local-only]').count()).toBe(1);
    await on.page.getByRole('button', { name: 'Copy link' }).click();
    await on.page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await on.page.evaluate(() => navigator.clipboard.readText())).toBe(link);
    await on.page.keyboard.press('Escape');
    expect(await on.page.getByLabel('Link to this model').count()).toBe(0);
    expect(await on.page.evaluate(() => document.activeElement?.textContent)).toBe('Share');
  });
});
