import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { SignalingSocket } from '../contract/support/signaling-socket.js';
import { until } from '../support/until.js';
import { Stage } from './support/stage.js';

const SHOTS = join(import.meta.dirname, '..', '..', 'test-output');

/** The picture is looked at in this size. */
const [COLUMNS, ROWS] = [96, 54];

interface Dashboard {
  readonly speed: number;
  readonly off_road: boolean;
  readonly autopilot: boolean;
}

describe('dreamdrive, driven on the page', () => {
  let stage: Stage;
  let page: Page;
  let observer: SignalingSocket;

  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true });
    // As the default app starts, with all that it serves.
    stage = await Stage.set({ models: 'default' });
    ({ page } = await stage.browser.blank({ width: 1280, height: 800 }));
    await page.goto(stage.app.url);
    await page.locator('[data-status="live"]').waitFor({ timeout: 20_000 });
  }, 120_000);

  afterAll(async () => {
    observer?.close();
    expect(await stage?.strike()).toBe(0);
  }, 60_000);

  /** Luma of the picture, row by row. */
  const pixels = (): Promise<number[]> =>
    page.evaluate(
      ([width, height]) => {
        const canvas = Object.assign(document.createElement('canvas'), { width, height });
        const context = canvas.getContext('2d')!;
        context.drawImage(document.querySelector('video')!, 0, 0, width!, height!);
        const { data } = context.getImageData(0, 0, width!, height!);
        return Array.from(
          { length: width! * height! },
          (_, i) => 0.3 * data[4 * i]! + 0.6 * data[4 * i + 1]! + 0.1 * data[4 * i + 2]!,
        );
      },
      [COLUMNS, ROWS],
    );

  /** By how many columns the lower part of the picture has moved to the right, where it fits best. */
  const moved = (before: readonly number[], after: readonly number[]): number => {
    const off = (shift: number): number => {
      let [sum, count] = [0, 0];
      for (let row = Math.round(ROWS * 0.5); row < ROWS * 0.7; row++) {
        for (let column = Math.max(0, shift); column < COLUMNS + Math.min(0, shift); column++) {
          sum += Math.abs(after[row * COLUMNS + column]! - before[row * COLUMNS + column - shift]!);
          count++;
        }
      }
      return sum / count;
    };
    const shifts = Array.from({ length: 2 * 40 + 1 }, (_, i) => i - 40);
    return shifts.reduce((best, shift) => (off(shift) < off(best) ? shift : best), 0);
  };

  const dashboard = async (): Promise<Dashboard> => {
    const { message } = await observer.ask({ type: 'command', name: 'get_dashboard' });
    return (message as { data: Dashboard }).data;
  };

  it('is offered beside dreamfield', async () => {
    await page.getByRole('button', { name: 'Models' }).click();
    await page.locator('[data-model="dreamdrive"]').click();
    await page.locator('[data-status="live"]').waitFor({ timeout: 20_000 });
    await page.locator('[data-play]').waitFor();
    observer = await SignalingSocket.open(stage.app.url);
    await observer.ask({ type: 'join', model: 'dreamdrive', start: false });
    await until('pictures', async () => Number.parseFloat(await page.locator('[data-stat="fps"]').innerText()) > 10);
  });

  it('is driven by its autopilot until somebody takes the wheel', async () => {
    await until('a drive', async () => (await dashboard()).speed > 100, 20_000);
    expect((await dashboard()).autopilot).toBe(true);
    await page.screenshot({ path: join(SHOTS, 'dreamdrive.png') });
    await page.locator('[data-play]').click();
    await page.keyboard.down('w');
    await until('a hand at the wheel', async () => !(await dashboard()).autopilot);
    await until('full speed', async () => (await dashboard()).speed > 150, 20_000);
  });

  it.each([
    ['ArrowRight', -1],
    ['ArrowLeft', 1],
  ])('turns at once with %s, and the road moves to the other side of the picture', async (key, side) => {
    await observer.ask({ type: 'command', name: 'set_winding', args: { winding: 0 } });
    await observer.ask({ type: 'command', name: 'reset' });
    await until('some speed', async () => (await dashboard()).speed > 60, 20_000);
    const before = await pixels();
    await page.keyboard.down(key);
    await until('another view', async () => side * moved(before, await pixels()) >= 3);
    await page.keyboard.up(key);
  });

  it('brakes', async () => {
    await page.keyboard.up('w');
    await page.keyboard.down('ArrowDown');
    await until('a stop', async () => (await dashboard()).speed < 20, 20_000);
    await page.keyboard.up('ArrowDown');
  });

  it('is driven by a pointer that is held on the picture', async () => {
    const box = (await page.locator('[data-play]').boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5);
    await page.mouse.down();
    await until('some speed', async () => (await dashboard()).speed > 40, 20_000);
    await page.mouse.move(box.x + box.width * 0.95, box.y + box.height * 0.5, { steps: 4 });
    await until('the verge', async () => (await dashboard()).off_road, 20_000);
    await page.mouse.up();
  });

  it('is painted otherwise from one moment to the next', async () => {
    const light = async (): Promise<number> => {
      const all = await pixels();
      return all.reduce((sum, value) => sum + value, 0) / all.length;
    };
    await observer.ask({ type: 'command', name: 'set_look', args: { look: 'neon' } });
    await until('a night', async () => (await light()) < 60);
    await observer.ask({ type: 'command', name: 'set_look', args: { look: 'winter' } });
    await until('snow', async () => (await light()) > 150);
    await page.screenshot({ path: join(SHOTS, 'dreamdrive-winter.png') });
  });
});
