import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { SignalingSocket } from '../contract/support/signaling-socket.js';
import { untilStill } from '../support/still.js';
import { until } from '../support/until.js';
import { Stage } from './support/stage.js';

const SHOTS = join(import.meta.dirname, '..', '..', 'test-output');

interface Place {
  readonly x: number;
  readonly y: number;
  readonly heading: number;
  readonly pitch: number;
}

describe('keys, played on the page', () => {
  let stage: Stage;
  let page: Page;
  let observer: SignalingSocket;

  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true });
    stage = await Stage.set({ models: ['keys'] });
    ({ page } = await stage.browser.blank({ width: 1280, height: 800 }));
    await page.addInitScript(() => {
      const pad = { connected: true, axes: [0, 0, 0, 0], buttons: [] };
      Object.assign(window, { pad });
      navigator.getGamepads = () => [(window as never as { padOn?: boolean }).padOn === true ? pad : null] as never;
    });
    await page.goto(stage.app.url);
    await page.locator('[data-status="live"]').waitFor({ timeout: 20_000 });
    observer = await SignalingSocket.open(stage.app.url);
    await observer.ask({ type: 'join', start: false });
  }, 120_000);

  afterAll(async () => {
    observer?.close();
    expect(await stage?.strike()).toBe(0);
  }, 60_000);

  const place = async (): Promise<Place> => {
    const { message } = await observer.ask({ type: 'command', name: 'get_position' });
    return (message as { data: Place }).data;
  };
  const far = (a: Place, b: Place): number => Math.hypot(a.x - b.x, a.y - b.y);
  /** The picture's colours in a coarse grid. */
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
  /** Where it stands still for a while. */
  const rest = async (): Promise<Place> => {
    const same = (a: Place, b: Place): boolean => far(a, b) === 0 && a.heading === b.heading && a.pitch === b.pitch;
    return await untilStill('its place', place, 200, same);
  };
  const surface = () => page.locator('[data-play]');

  it('says how, before it is clicked, and draws no form for it', async () => {
    await until('pictures', async () => Number.parseFloat(await page.locator('[data-stat="fps"]').innerText()) > 10);
    expect(await page.locator('.play-hint').innerText()).toBe('Click to play: W A S D, ← →, drag, gamepad');
    for (const name of ['set_key_state', 'mouse_move', 'set_axes'])
      expect(await page.locator(`[data-command="${name}"]`).count()).toBe(0);
    await page.screenshot({ path: join(SHOTS, 'play-desktop.png') });
    const before = await place();
    await page.keyboard.press('w');
    expect(far(await rest(), before)).toBe(0);
  });

  it('walks and turns at once while keys are held, and stops when they are released', async () => {
    await surface().click();
    const [start, before] = [await place(), await pixels()];
    await page.keyboard.down('w');
    await page.keyboard.down('ArrowLeft');
    await until('another view', async () => (await change(before)) > 15);
    await page.keyboard.up('w');
    await page.keyboard.up('ArrowLeft');
    const end = await rest();
    expect(far(start, end)).toBeGreaterThan(0.2);
    expect(end.heading).not.toBe(start.heading);
    expect(await page.locator('.play-hint').count()).toBe(0);
    await page.screenshot({ path: join(SHOTS, 'play-playing.png') });
  });

  it('looks around when the picture is dragged', async () => {
    const start = await rest();
    const box = (await surface().boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2, { steps: 6 });
    await page.mouse.up();
    const end = await rest();
    // 0.15 degrees for each pixel of the page, however large the picture is or arrives.
    expect(((end.heading - start.heading + 540) % 360) - 180).toBeCloseTo(60 * 0.15, 0);
    expect(far(start, end)).toBe(0);
  });

  it('follows the sticks of a gamepad, and stops when it is at rest', async () => {
    const start = await rest();
    await page.evaluate(() => {
      const shared = window as never as { padOn: boolean; pad: { axes: number[] } };
      shared.padOn = true;
      shared.pad.axes = [0, 0, 0.6, 0];
    });
    await until('a turn', async () => (await place()).heading !== start.heading);
    await page.evaluate(() => void ((window as never as { pad: { axes: number[] } }).pad.axes = [0.05, -0.05, 0.1, 0]));
    const still = await rest();
    expect(far(start, still)).toBe(0);
    await page.evaluate(() => void ((window as never as { padOn: boolean }).padOn = false));
  });

  it.each<[string, () => Promise<unknown>]>([
    ['the focus leaves the picture', () => surface().evaluate((element: HTMLElement) => element.blur())],
    ['the window loses its focus', () => page.evaluate(() => window.dispatchEvent(new Event('blur')))],
    ['Escape is pressed', () => page.keyboard.press('Escape')],
  ])('releases what is held when %s', async (_, leave) => {
    await surface().click();
    const start = await place();
    await page.keyboard.down('a');
    await until('a step', async () => far(await place(), start) > 0.05 || (await place()).x !== start.x);
    await leave();
    await rest();
    await page.keyboard.up('a');
  });

  it('is played by touch on a phone', async () => {
    const phone = await stage.browser.phone();
    await phone.goto(stage.app.url);
    await phone.locator('[data-status="live"]').waitFor({ timeout: 20_000 });
    await phone.locator('[data-key="left"]').waitFor();
    const boxes = await phone
      .locator('[data-key]')
      .evaluateAll((keys) =>
        keys.map((key) => key.getBoundingClientRect()).map(({ x, y }) => `${Math.round(x)} ${Math.round(y)}`),
      );
    expect(new Set(boxes).size).toBe(6);
    await until('pictures', async () => Number.parseFloat(await phone.locator('[data-stat="fps"]').innerText()) > 5);
    await phone.screenshot({ path: join(SHOTS, 'play-phone.png') });
    const start = await rest();
    const key = phone.locator('[data-key="right"]');
    const box = (await key.boundingBox())!;
    const touch = await phone.context().newCDPSession(phone);
    await touch.send('Input.dispatchTouchEvent', {
      type: 'touchStart',
      touchPoints: [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }],
    });
    await until('a turn', async () => (await place()).heading !== start.heading);
    expect(await key.getAttribute('data-down')).toBe('true');
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await rest();
    await phone.context().close();
  }, 60_000);
});
