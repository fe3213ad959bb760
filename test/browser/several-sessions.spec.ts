import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../support/until.js';
import { difference } from './pages/probe.js';
import { Stage } from './support/stage.js';

const PROMPTS = ['neon rain over a harbour', 'a calm blue ocean at night', 'molten lava, fire and embers'];

describe('the page of a model with three instances', () => {
  let stage: Stage;
  const pages: Page[] = [];

  beforeAll(async () => {
    stage = await Stage.set({ env: { REACTOR_INSTANCES: '3', ORPHAN_TIMEOUT_SECONDS: '2' } });
  }, 120_000);

  afterAll(async () => {
    expect(await stage?.strike()).toBe(0);
  }, 60_000);

  const open = async (query = ''): Promise<Page> => {
    const { page } = await stage.browser.blank();
    await page.goto(`${stage.app.url}/${query}`);
    return page;
  };
  const live = (page: Page): Promise<unknown> => page.waitForSelector('[data-status="live"]', { timeout: 20_000 });
  const prompt = (page: Page) => page.locator('[data-command="set_prompt"] textarea');
  const sessionOf = (page: Page): string | null => new URL(page.url()).searchParams.get('session');
  const running = async (): Promise<number> => {
    const { models } = (await (await fetch(`${stage.app.url}/list_models`)).json()) as {
      models: [{ sessions: number }];
    };
    return models[0].sessions;
  };
  /** The picture's colours in a coarse grid. */
  const pixels = (page: Page): Promise<number[]> =>
    page.evaluate(() => {
      const context = Object.assign(document.createElement('canvas'), { width: 32, height: 32 }).getContext('2d')!;
      context.drawImage(document.querySelector('video')!, 0, 0, 32, 32);
      return [...context.getImageData(0, 0, 32, 32).data];
    });
  const frames = (page: Page): Promise<number> =>
    page.evaluate(() => document.querySelector('video')!.getVideoPlaybackQuality().totalVideoFrames);
  const plays = async (page: Page): Promise<void> => {
    const before = await frames(page);
    await until('pictures', async () => (await frames(page)) > before + 5, 20_000);
  };

  it('gives three viewers a session each, with a prompt of its own', async () => {
    for (const [index, text] of PROMPTS.entries()) {
      const page = await open();
      pages.push(page);
      if (index > 0) {
        await page.locator('[data-choice]').waitFor();
        expect(await page.locator('[data-choice] p').innerText()).toContain(`${index} of 3 are in use`);
        await page.getByRole('button', { name: 'Start your own session' }).click();
      }
      await live(page);
      await prompt(page).fill(text);
      await prompt(page).press('Enter');
      await page.waitForSelector('[data-command="set_prompt"][aria-busy="false"]');
      await until('the session in the address', () => sessionOf(page) !== null);
    }
    for (const page of pages) await plays(page);
    const [first, second, third] = (await Promise.all(pages.map(pixels))) as [number[], number[], number[]];
    for (const [one, other] of [
      [first, second],
      [second, third],
      [first, third],
    ] as const)
      expect(difference(one, other)).toBeGreaterThan(12);
    expect(new Set(pages.map(sessionOf)).size).toBe(3);
    expect(await Promise.all(pages.map((page) => prompt(page).inputValue()))).toEqual(PROMPTS);
    expect(await Promise.all(pages.map((page) => page.locator('.viewer-count').count()))).toEqual([0, 0, 0]);
  }, 120_000);

  it('refuses a fourth with the numbers, and lets it watch instead', async () => {
    const fourth = await open();
    await fourth.locator('[data-problem="session_busy"]').waitFor();
    expect(await fourth.locator('.status-card').innerText()).toContain('3 of 3 instances of dreamfield are in use');
    await fourth.locator('.countdown').waitFor();
    await fourth.getByRole('button', { name: 'Watch a running session' }).click();
    await live(fourth);
    await plays(fourth);
    expect(pages.map(sessionOf)).toContain(sessionOf(fourth));
    expect(PROMPTS).toContain(await prompt(fourth).inputValue());
    await fourth.context().close();
  }, 60_000);

  it('leads whoever opens a shared link into its session', async () => {
    await pages[0]!.getByRole('button', { name: 'Share' }).click();
    const link = await pages[0]!.getByLabel('Link to this session').inputValue();
    await pages[0]!.keyboard.press('Escape');
    const guest = await open(new URL(link).search);
    await live(guest);
    await until('the prompt of the session', async () => (await prompt(guest).inputValue()) === PROMPTS[0]);
    expect(sessionOf(guest)).toBe(sessionOf(pages[0]!));
    await guest.context().close();
  }, 60_000);

  it('comes back into its own session when it is loaded again', async () => {
    const before = sessionOf(pages[1]!);
    await pages[1]!.reload();
    await live(pages[1]!);
    await until('its prompt', async () => (await prompt(pages[1]!).inputValue()) === PROMPTS[1]);
    expect(sessionOf(pages[1]!)).toBe(before);
  }, 60_000);

  it('says of a link whose session has ended that it has, and offers another', async () => {
    const link = new URL(pages[2]!.url()).search;
    await pages[2]!.context().close();
    await until('the end of its session', async () => (await running()) === 2, 20_000);
    const page = await open(link);
    await page.locator('[data-problem="unknown_session"]').waitFor();
    expect(await page.locator('.countdown').count()).toBe(0);
    await page.getByRole('button', { name: 'Join another session' }).click();
    await page.getByRole('button', { name: 'Start your own session' }).click();
    await live(page);
    expect(await prompt(page).inputValue()).not.toBe(PROMPTS[2]);
  }, 60_000);
});
