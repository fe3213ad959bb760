import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { VideoFrame } from '@nestjs-reactor/core';
import { TestReactor, type TestViewer } from '@nestjs-reactor/core/testing';
import { encode as encodeJpeg } from 'jpeg-js';
import { PNG } from 'pngjs';
import { until } from '../../test/support/until.js';
import { Brightness } from './brightness.model.js';

let reactor: TestReactor;
let viewer: TestViewer;

beforeAll(() => Logger.overrideLogger(false));
beforeEach(async () => {
  reactor = await TestReactor.start(Brightness);
  viewer = await reactor.join();
});
afterEach(() => reactor.close());

async function after(command: string, args: Record<string, unknown>): Promise<VideoFrame> {
  const { frame } = await viewer.command(command, args);
  return await viewer.nextFrame({ from: frame });
}

/** Red, green and blue at a share of the way across and down. */
function colorAt(frame: VideoFrame, across: number, down: number): number[] {
  const pixels = frame.toRgba();
  const x = Math.min(frame.width - 1, Math.floor(across * frame.width));
  const y = Math.min(frame.height - 1, Math.floor(down * frame.height));
  return [...pixels.subarray(4 * (y * frame.width + x)).subarray(0, 3)];
}

/** Where the middle of the green bar is, in pixels. */
function barOf(frame: VideoFrame): number {
  const row = frame.toRgba().subarray(0, 4 * frame.width);
  const green = Array.from({ length: frame.width }, (_, x) => x).filter((x) => row[4 * x + 1]! > 64);
  return green.reduce((sum, x) => sum + x, 0) / green.length;
}

/** Of a tone, by its passages through zero. */
async function pitch(): Promise<number> {
  const { data, sampleRate } = await viewer.sound(300);
  let rises = 0;
  for (let i = 1; i < data.length; i++) if (data[i - 1]! < 0 && data[i]! >= 0) rises++;
  return (rises * sampleRate) / data.length;
}

function solid(red: number, green: number, blue: number): { width: number; height: number; data: Buffer } {
  return { width: 8, height: 4, data: Buffer.from(Array.from({ length: 32 }, () => [red, green, blue, 255]).flat()) };
}

function png(image: { width: number; height: number; data: Buffer }): Buffer {
  return PNG.sync.write(Object.assign(new PNG({ width: image.width, height: image.height }), { data: image.data }));
}

describe('brightness', () => {
  it('shows a ramp from black to half red, in 640x480', async () => {
    const frame = await viewer.nextFrame();
    expect([frame.width, frame.height]).toEqual([640, 480]);
    expect(colorAt(frame, 0.99, 0)).toEqual([0, 0, 0]);
    const [red, green, blue] = colorAt(frame, 0.99, 1);
    expect(Math.abs(red! - 128)).toBeLessThan(6);
    expect(green! + blue!).toBeLessThan(12);
  });

  it('moves a green bar by four pixels a frame', async () => {
    await viewer.frames(15);
    const [first, second] = await viewer.frames(2);
    expect(barOf(second!) - barOf(first!)).toBeCloseTo(4, 0);
  });

  it.each([
    [0, 0, 200],
    [0.5, 64, 650],
    [1, 128, 1100],
    [2, 255, 2000],
  ])('makes light and pitch follow a brightness of %f', async (brightness, red, hertz) => {
    const frame = await after('set_brightness', { brightness });
    expect(Math.abs(colorAt(frame, 0.99, 1)[0]! - red)).toBeLessThan(8);
    expect(Math.abs((await pitch()) - hertz)).toBeLessThan(20);
  });

  it('tells the caller the brightness that holds, and everything that it is set to', async () => {
    const { reply } = await viewer.command('set_brightness', { brightness: 1.5 });
    expect(reply).toEqual({ type: 'brightness_set', data: { brightness: 1.5 } });
    await viewer.command('set_text', { text: 'hello' });
    expect((await viewer.command('get_state')).reply).toEqual({
      type: 'brightness_snapshot',
      data: { brightness: 1.5, paused: false, resolution: '480p', text: 'hello' },
    });
  });

  it.each([
    ['480p', 640, 480],
    ['720p', 1280, 720],
    ['1080p', 1920, 1080],
  ])('shows %s as %d by %d', async (resolution, width, height) => {
    const frame = await after('set_resolution', { resolution });
    expect([frame.width, frame.height]).toEqual([width, height]);
  });

  it('makes no frame while it is paused, and goes on afterwards', async () => {
    await viewer.nextFrame();
    const paused = await viewer.command('set_paused', { paused: true });
    await until('ten turns', async () => (await viewer.command('get_state')).turn > paused.turn + 10);
    const { frame } = await viewer.command('set_paused', { paused: false });
    expect(frame).toBe(paused.frame);
    await viewer.nextFrame({ from: frame });
  });

  it('draws a caption, white on dark', async () => {
    const plain = await viewer.nextFrame();
    const captioned = await after('set_text', { text: 'HHHHHHHHHHHHHHHHHHHH' });
    const whites = (frame: VideoFrame): number => {
      const pixels = frame.toRgba();
      return Array.from({ length: pixels.length / 4 }, (_, i) => pixels[4 * i + 2]!).filter((blue) => blue > 200)
        .length;
    };
    expect(whites(plain)).toBe(0);
    expect(whites(captioned)).toBeGreaterThan(1_000);
    expect(whites(await after('set_text', { text: '' }))).toBe(0);
  });

  it.each([
    ['a PNG', 'blue.png', 'image/png', png(solid(20, 40, 220))],
    ['a JPEG', 'blue.jpg', 'image/jpeg', encodeJpeg(solid(20, 40, 220), 95).data],
  ])('shows %s instead of the ramp, times the brightness', async (_, name, type, bytes) => {
    await viewer.command('set_brightness', { brightness: 0.5 });
    const { reply, frame } = await viewer.command('set_image', {}, { image: await viewer.upload(name, bytes, type) });
    expect(reply).toEqual({ type: 'image_set', data: { filename: name } });
    const [red, green, blue] = colorAt(await viewer.nextFrame({ from: frame }), 0.99, 0.5);
    expect(Math.abs(red! - 10)).toBeLessThan(12);
    expect(Math.abs(green! - 20)).toBeLessThan(12);
    expect(Math.abs(blue! - 110)).toBeLessThan(12);
  });

  it.each([
    ['a text', 'notes.txt', 'text/plain', Buffer.from('a cat')],
    ['a damaged picture', 'cat.png', 'image/png', png(solid(1, 2, 3)).subarray(0, 40)],
    ['a picture that it cannot read', 'cat.gif', 'image/gif', Buffer.from('GIF89a')],
  ])('refuses %s as a reference image, and goes on', async (_, name, type, bytes) => {
    const image = await viewer.upload(name, bytes, type);
    await expect(viewer.command('set_image', {}, { image })).rejects.toMatchObject({
      code: 'unsupported_media',
      message: `${name} is not an image.`,
    });
    await viewer.nextFrame();
  });

  it('begins every session with its defaults and without the image of the last', async () => {
    await viewer.command('set_brightness', { brightness: 2 });
    const bytes = png(solid(20, 40, 220));
    await viewer.command('set_image', {}, { image: await viewer.upload('blue.png', bytes, 'image/png') });
    await reactor.endSession();
    viewer = await reactor.join();
    expect((await viewer.command('get_state')).reply?.data).toMatchObject({ brightness: 1 });
    expect(colorAt(await viewer.nextFrame(), 0.99, 0)).toEqual([0, 0, 0]);
  });
});
