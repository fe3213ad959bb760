import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../support/until.js';
import { Stage } from './support/stage.js';

const TURN_SECONDS = 12;

describe('the page of a model with one instance and a waiting room', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.set({
      env: { REACTOR_WAITING_ROOM: 'on', REACTOR_TURN_SECONDS: String(TURN_SECONDS), ORPHAN_TIMEOUT_SECONDS: '5' },
    });
  }, 120_000);

  afterAll(async () => {
    expect(await stage?.strike()).toBe(0);
  }, 60_000);

  /** A visitor's first page. */
  const come = async (query = ''): Promise<Page> => {
    const { page } = await stage.browser.blank();
    await page.goto(`${stage.app.url}/${query}`);
    return page;
  };
  /** Another one in the same browser. */
  const tabOf = async (page: Page): Promise<Page> => {
    const tab = await page.context().newPage();
    await tab.goto(page.url());
    return tab;
  };
  const status = (page: Page, kind: string): Promise<unknown> =>
    page.waitForSelector(`[data-status="${kind}"]`, { timeout: 40_000 });
  const place = (page: Page, number: number): Promise<unknown> =>
    until(`place ${number}`, async () => (await page.locator('[data-place]').innerText()) === String(number), 20_000);
  const plays = async (page: Page, video: string): Promise<void> => {
    const frames = (): Promise<number> =>
      page.evaluate(
        (selector) =>
          document.querySelector<HTMLVideoElement>(selector)?.getVideoPlaybackQuality().totalVideoFrames ?? 0,
        video,
      );
    const before = await frames();
    await until('pictures', async () => (await frames()) > before + 5, 20_000);
  };
  const prompt = (page: Page) => page.locator('[data-command="set_prompt"] textarea');

  let ada: Page;
  let bob: Page;
  let cyd: Page;

  it('gives the first visitor the session at once', async () => {
    ada = await come();
    await status(ada, 'live');
    await plays(ada, '.main-video video');
    expect(await ada.locator('.time-left').count()).toBe(0);
  }, 60_000);

  it('gives the next ones places, and shows the running session meanwhile', async () => {
    bob = await come();
    await status(bob, 'waiting');
    await place(bob, 1);
    cyd = await come();
    await place(cyd, 2);
    const card = await cyd.locator('[data-waiting]').innerText();
    expect(card).toContain('of 2 in line');
    expect(card).toMatch(/About a minute|Less than a minute/);
    await plays(cyd, 'video.watched-picture');
    await ada.locator('.time-left').waitFor();
    expect(await ada.locator('.time-left').innerText()).toMatch(/0:\d\d\s+left · 2 people wait/);
  }, 60_000);

  it('gives the second tab of a visitor the same place, and keeps it over a reload', async () => {
    const tab = await tabOf(bob);
    await place(tab, 1);
    await place(cyd, 2);
    await cyd.reload();
    await place(cyd, 2);
    await tab.close();
  }, 60_000);

  it('ends the turn, and asks the next visitor to start', async () => {
    await status(ada, 'ended');
    const ended = ada.locator('.status-card');
    expect(await ended.innerText()).toContain('Your turn is over: others are waiting.');
    await status(bob, 'called');
    expect(await bob.title()).toMatch(/^Your turn!/);
    expect(await bob.locator('.countdown').innerText()).toMatch(/^(1:00|0:5\d)$/);
    await place(cyd, 1);
    await ada.getByRole('button', { name: 'Wait again' }).click();
    await place(ada, 2);
    await bob.getByRole('button', { name: 'Start' }).click();
    await status(bob, 'live');
    await prompt(bob).fill('a calm blue ocean at night');
    await prompt(bob).press('Enter');
    await bob.waitForSelector('[data-command="set_prompt"][aria-busy="false"]');
  }, 90_000);

  it('gives the place up, and moves the others', async () => {
    await cyd.getByRole('button', { name: 'Give up my place' }).click();
    await status(cyd, 'ended');
    await place(ada, 1);
  }, 60_000);

  it('lets a guest of the session ask for control, and the visitor hand it over', async () => {
    const id = await bob.evaluate(async () => {
      const reply = await fetch('/session');
      return ((await reply.json()) as { session_id: string }).session_id;
    });
    const dan = await come(`?session=${id}`);
    await status(dan, 'live');
    await dan.locator('[data-seat="watching"]').waitFor();
    expect(await prompt(dan).isDisabled()).toBe(true);
    await dan.getByRole('button', { name: 'Ask for control' }).click();
    await bob.locator('[data-seat="asked"]').waitFor();
    await bob.getByRole('button', { name: 'Hand over' }).click();
    await bob.locator('[data-seat="watching"]').waitFor();
    await until('control', async () => !(await prompt(dan).isDisabled()), 10_000);
    await dan.context().close();
    // Who was lent control has left: the visitor has it back.
    await until('control again', async () => (await bob.locator('[data-seat]').count()) === 0, 10_000);
  }, 60_000);

  it('calls the next visitor when the one who plays closes the page', async () => {
    await bob.context().close();
    await status(ada, 'called');
    await ada.getByRole('button', { name: 'Start' }).click();
    await status(ada, 'live');
    await plays(ada, '.main-video video');
  }, 90_000);
});
