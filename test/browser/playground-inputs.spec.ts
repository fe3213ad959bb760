import { describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { until } from '../support/until.js';
import { PlaygroundPage } from './support/playground-page.js';

/** Captures of the page, and how its browser answers the next ones; installed before the page's own script. */
interface Hooks {
  readonly tracks: MediaStreamTrack[];
  /** Name of the exception in place of a capture. */
  refusal: string | undefined;
}

declare global {
  interface Window {
    hooks: Hooks;
  }
}

/** Keeps what the page captures, and answers it as the test says. */
async function hook(target: Page): Promise<void> {
  await target.addInitScript(() => {
    window.hooks = { tracks: [], refusal: undefined };
    const kept = (stream: MediaStream): MediaStream => {
      window.hooks.tracks.push(...stream.getTracks());
      return stream;
    };
    const devices = navigator.mediaDevices;
    const original = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (constraints) => {
      if (window.hooks.refusal !== undefined) throw new DOMException('', window.hooks.refusal);
      return kept(await original(constraints));
    };
    // A headless browser has no screen.
    devices.getDisplayMedia = async () => {
      if (window.hooks.refusal !== undefined) throw new DOMException('', window.hooks.refusal);
      const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
      const context = canvas.getContext('2d')!;
      setInterval(() => {
        context.fillStyle = 'blue';
        context.fillRect(0, 0, 320, 180);
      }, 50);
      return kept(canvas.captureStream(20));
    };
  });
}

describe('the page and a model’s inputs', () => {
  const on = PlaygroundPage.use({
    models: ['echo', 'chunks'],
    // The second of them delivers depth, which browsers do not send.
    flags: ['--use-fake-device-for-media-stream=device-count=3'],
    prepare: async ({ page }) => {
      for (const model of ['echo', 'chunks']) await on.stopSession(model);
      await hook(page);
    },
  });
  const open = (model: string, page = on.page): Promise<void> => on.open(`?model=${model}`, page);
  const prompt = (): Locator => on.page.locator('.main-video .next-step');
  const row = (): Locator => on.page.locator('[data-publish="webcam"]');
  const source = (): Locator => row().locator('select');
  const useCamera = async (): Promise<void> => {
    await prompt().getByRole('button', { name: 'Use camera' }).click();
    await on.pictures();
  };
  const ended = (index: number): Promise<boolean> =>
    on.page.evaluate((i) => window.hooks.tracks[i]!.readyState === 'ended', index);

  it('asks for the camera in the middle of the empty picture, and shows what comes back', async () => {
    await open('echo');
    const button = prompt().getByRole('button', { name: 'Use camera' });
    const [place, picture] = [await button.boundingBox(), await on.page.locator('.main-video').boundingBox()];
    const off = Math.abs(place!.x + place!.width / 2 - (picture!.x + picture!.width / 2));
    expect(off).toBeLessThan(2);
    await button.click();
    await on.pictures();
    expect(await prompt().count()).toBe(0);
    expect(await row().innerText()).toContain('fake_device_0');
  });

  it('starts a model that waits for a command from the middle of the picture', async () => {
    await open('chunks');
    await prompt().getByRole('button', { name: 'Start' }).click();
    await on.pictures();
    expect(await prompt().count()).toBe(0);
  });

  it('changes to another camera, a screen and a video file while it sends, and repeats the file', async () => {
    await open('echo');
    await useCamera();
    await until('the cameras’ names', async () => (await source().locator('option').count()) === 5);
    await source().selectOption({ label: 'fake_device_2' });
    await until('the other camera', async () => (await row().innerText()).includes('On: fake_device_2'));
    await until('the first camera to be free', () => ended(0));
    await on.pictures();
    await source().selectOption('screen');
    await until('the blue screen', async () => (await on.color())[2]! > 180, 20_000);
    expect(await ended(1)).toBe(true);
    const buffer = Buffer.from(await redVideo(on.page), 'base64');
    await row().locator('input[type="file"]').setInputFiles({ name: 'red.webm', mimeType: 'video/webm', buffer });
    await until('the red file', async () => (await on.color())[0]! > 180, 20_000);
    expect(await source().inputValue()).toBe('file');
    // The file lasts a second.
    const before = await on.frames();
    await until('the file to repeat', async () => (await on.frames()) > before + 60, 30_000);
    await row().getByRole('button', { name: 'Stop' }).click();
    await prompt().getByRole('button', { name: 'Use camera' }).waitFor();
  }, 90_000);

  it('frees the camera when it is stopped, and asks for it again', async () => {
    await open('echo');
    await useCamera();
    await row().getByRole('button', { name: 'Stop' }).click();
    expect(await ended(0)).toBe(true);
    await useCamera();
  }, 60_000);

  it.each([
    ['NotAllowedError', 'Camera access was denied. Allow it in the address bar, then try again.'],
    ['NotFoundError', 'No camera was found. Connect one, then try again.'],
    ['NotReadableError', 'The camera is in use by another program. Close it, then try again.'],
  ])('says beside the button what %s means, and tries again', async (refusal, words) => {
    await open('echo');
    await on.page.evaluate((name) => (window.hooks.refusal = name), refusal);
    await prompt().getByRole('button', { name: 'Use camera' }).click();
    await prompt().locator('[data-error]').waitFor();
    expect(await prompt().locator('[data-error]').innerText()).toBe(words);
    expect(await row().locator('[data-error]').innerText()).toBe(words);
    await on.page.evaluate(() => (window.hooks.refusal = undefined));
    await useCamera();
    expect(await row().locator('[data-error]').count()).toBe(0);
  });

  it.each([
    ['a camera that is unplugged', 'Use camera', 'The camera was disconnected'],
    ['a screen whose sharing is stopped in the browser’s bar', 'Share your screen', 'Screen sharing was stopped'],
  ])('tells of %s, and asks for a source again', async (_, button, words) => {
    await open('echo');
    await prompt().getByRole('button', { name: button }).click();
    await on.pictures();
    await on.page.evaluate(() => {
      const [track] = window.hooks.tracks;
      track!.stop();
      track!.dispatchEvent(new Event('ended'));
    });
    await prompt().getByRole('button', { name: 'Use camera' }).waitFor();
    expect(await row().innerText()).toContain(words);
  });

  it('takes a closed dialog for no failure', async () => {
    await open('echo');
    await on.page.evaluate(() => (window.hooks.refusal = 'NotAllowedError'));
    await prompt().getByRole('button', { name: 'Share your screen' }).click();
    await on.page.waitForSelector('[data-publish="webcam"][aria-busy="false"]');
    expect(await on.page.locator('[data-error]').count()).toBe(0);
  });

  it('says of a file that it cannot play what it needs', async () => {
    await open('echo');
    const file = { name: 'notes.mp4', mimeType: 'video/mp4', buffer: Buffer.from('no video') };
    await row().locator('input[type="file"]').setInputFiles(file);
    await row().locator('[data-error]').waitFor();
    expect(await row().locator('[data-error]').innerText()).toContain('This browser cannot play notes.mp4');
  });

  it('tells a second viewer that somebody else sends the input', async () => {
    await open('echo');
    await useCamera();
    const other = await on.stage.browser.blank();
    await open('echo', other.page);
    const theirs = other.page.locator('[data-publish="webcam"]');
    await theirs.getByRole('button', { name: 'Use camera' }).click();
    await theirs.locator('[data-error]').waitFor();
    expect(await theirs.locator('[data-error]').innerText()).toContain('Another participant sends this input');
    await other.page.context().close();
    expect(other.console).toEqual([]);
  });
});

/** A second of red, as the browser itself records it, in base64. */
async function redVideo(page: Page): Promise<string> {
  return await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
    const context = canvas.getContext('2d')!;
    const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: 'video/webm' });
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const done = new Promise((resolve) => (recorder.onstop = resolve));
    recorder.start();
    for (let frame = 0; frame < 60; frame++) {
      context.fillStyle = frame % 2 === 0 ? '#e00000' : '#f00000';
      context.fillRect(0, 0, 320, 180);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    recorder.stop();
    await done;
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  });
}
