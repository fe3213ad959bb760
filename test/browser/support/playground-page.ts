import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { until } from '../../support/until.js';
import { Stage, type StageOptions } from './stage.js';

export interface PlaygroundOptions extends StageOptions {
  /** Before each test, after its page was made and before that opens anything. */
  readonly prepare?: (on: PlaygroundPage) => Promise<void>;
}

/** The app's page in a browser, a new one for each test of a `describe`. */
export class PlaygroundPage {
  stage!: Stage;
  page!: Page;
  /** What the page has written to the browser's console; a test fails where it leaves anything here. */
  console: string[] = [];

  /** Starts the app and a browser for the tests of the `describe` in which it is called. */
  static use({ prepare, ...options }: PlaygroundOptions = {}): PlaygroundPage {
    const on = new PlaygroundPage();
    beforeAll(async () => {
      on.stage = await Stage.set(options);
    }, 120_000);
    afterAll(async () => {
      expect(await on.stage?.strike()).toBe(0);
    }, 60_000);
    beforeEach(async () => {
      ({ page: on.page, console: on.console } = await on.stage.browser.blank());
      await prepare?.(on);
    });
    afterEach(async () => {
      await on.page.context().close();
      // A refusal of the content policy would be here too.
      expect(on.console).toEqual([]);
    });
    return on;
  }

  get url(): string {
    return this.stage.app.url;
  }

  /** @param query of the page's address, `?model=echo` */
  async open(query = '', page = this.page): Promise<void> {
    await page.goto(`${this.url}/${query}`);
    await this.becomes('live', page);
  }

  /** Waits for a status of the page's. */
  async becomes(status: string, page = this.page): Promise<void> {
    await page.waitForSelector(`[data-status="${status}"]`);
  }

  /** The control of a command. */
  control(command: string): Locator {
    return this.page.locator(`[data-command="${command}"]`);
  }

  /** Sets a control to a text as a person does, and waits for the answer. */
  async set(command: string, text: string): Promise<void> {
    const input = this.control(command).locator('input, textarea').first();
    await input.fill(text);
    await input.press('Enter');
    await this.page.waitForSelector(`[data-command="${command}"][aria-busy="false"]`);
  }

  /** Frames that the large picture has shown. */
  async frames(page = this.page): Promise<number> {
    const video = page.locator('[data-track="main_video"]');
    return await video.evaluate((element: HTMLVideoElement) => element.getVideoPlaybackQuality().totalVideoFrames);
  }

  /** The mean colour of the large picture: red, green, blue and alpha, 0 to 255. */
  async color(page = this.page): Promise<number[]> {
    return await page.locator('[data-track="main_video"]').evaluate((video: HTMLVideoElement) => {
      const context = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d')!;
      context.drawImage(video, 0, 0, 1, 1);
      return Array.from(context.getImageData(0, 0, 1, 1).data);
    });
  }

  /** Waits until the picture has moved on. */
  async pictures(more = 10, limitMs = 20_000, page = this.page): Promise<void> {
    const before = await this.frames(page);
    await until('pictures', async () => (await this.frames(page)) > before + more, limitMs);
  }

  /** Ends a model's session, and waits until another can begin. @param model undefined: the first */
  async stopSession(model?: string): Promise<void> {
    const base = model === undefined ? this.url : `${this.url}/models/${model}`;
    await fetch(`${base}/stop_session`, { method: 'POST' });
    await until('no session', async () => {
      return ((await (await fetch(`${base}/health`)).json()) as { state: string }).state === 'available';
    });
  }
}
