import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { AudioSamples, VideoFrame } from '@nestjs-reactor/core';
import { TestReactor, type TestViewer } from '@nestjs-reactor/core/testing';
import { PNG } from 'pngjs';
import { Echo } from './echo.model.js';

let reactor: TestReactor;
let viewer: TestViewer;

beforeAll(() => Logger.overrideLogger(false));
beforeEach(async () => {
  reactor = await TestReactor.start(Echo);
  viewer = await join();
});
afterEach(() => reactor.close());

/** A client in a session whose model looks at its camera: pictures from before would be nobody's. */
async function join(): Promise<TestViewer> {
  const joined = await reactor.join();
  await joined.command('set_burst', { burst: 1 });
  return joined;
}

type Rgb = readonly [number, number, number];

const ORANGE: Rgb = [220, 120, 40];

/** 64 by 48: the left half black, the right half of a colour. */
function picture([red, green, blue]: Rgb = ORANGE, width = 64, height = 48): VideoFrame {
  const row = Array.from({ length: width }, (_, x) => (x < width / 2 ? [0, 0, 0] : [red, green, blue])).flat();
  return VideoFrame.rgb(width, height, Uint8Array.from(Array.from({ length: height }, () => row).flat()));
}

/** What comes back for a picture, after it was sent. */
async function echoed(sent = picture()): Promise<VideoFrame> {
  const shown = viewer.nextFrame();
  viewer.sendVideo('webcam', sent);
  return await shown;
}

function colorAt(frame: VideoFrame, x: number, y: number): Rgb {
  const [red, green, blue] = frame.toRgba().subarray(4 * (y * frame.width + x));
  return [red!, green!, blue!];
}

function expectColor(actual: Rgb, expected: Rgb, within = 12): void {
  const worst = Math.max(...actual.map((channel, i) => Math.abs(channel - expected[i]!)));
  expect({ actual, close: worst <= within }).toEqual({ actual, close: true });
}

function tone(durationMs: number, value = 1_000): AudioSamples {
  return AudioSamples.mono(new Int16Array(48 * durationMs).fill(value), 48_000);
}

describe('echo', () => {
  it('gives a picture back as it came', async () => {
    const frame = await echoed();
    expect([frame.width, frame.height]).toEqual([64, 48]);
    expectColor(colorAt(frame, 8, 24), [0, 0, 0]);
    expectColor(colorAt(frame, 56, 24), ORANGE);
  });

  it('gives back the bytes that travelled with a picture', async () => {
    const frame = await echoed(picture().withMetadata(Uint8Array.of(1, 2, 3)));
    expect(frame.metadata).toEqual(Uint8Array.of(1, 2, 3));
  });

  it.each<[string, number, Rgb, Rgb]>([
    ['none', 1, [0, 0, 0], ORANGE],
    ['grayscale', 1, [0, 0, 0], [140, 140, 140]],
    ['grayscale', 0.5, [0, 0, 0], [180, 130, 90]],
    ['grayscale', 0, [0, 0, 0], ORANGE],
    ['sepia', 1, [30, 0, 0], [169, 135, 102]],
    ['invert', 1, [255, 255, 255], [35, 135, 215]],
    ['edges', 1, [0, 0, 0], [0, 0, 0]],
    ['blur', 1, [0, 0, 0], ORANGE],
    ['pixelate', 1, [0, 0, 0], ORANGE],
  ])('applies %s at an intensity of %f', async (effect, intensity, left, right) => {
    await viewer.command('set_effect', { effect });
    await viewer.command('set_intensity', { intensity });
    const frame = await echoed();
    expectColor(colorAt(frame, 4, 24), left, 16);
    expectColor(colorAt(frame, 60, 24), right, 16);
  });

  it('shows bright lines where there are edges', async () => {
    await viewer.command('set_effect', { effect: 'edges' });
    const frame = await echoed();
    expect(colorAt(frame, 32, 24)[0]).toBeGreaterThan(200);
  });

  it('blurs an edge', async () => {
    await viewer.command('set_effect', { effect: 'blur' });
    const [red] = colorAt(await echoed(picture([255, 255, 255])), 31, 24);
    expect(red).toBeGreaterThan(60);
    expect(red).toBeLessThan(200);
  });

  it('mixes what falls into one block', async () => {
    await viewer.command('set_effect', { effect: 'pixelate' });
    const sent = VideoFrame.rgb(
      64,
      48,
      Uint8Array.from({ length: 64 * 48 * 3 }, (_, i) => (i % 6 < 3 ? 0 : 255)),
    );
    expectColor(colorAt(await echoed(sent), 20, 20), [128, 128, 128]);
  });

  it('tells the caller of an effect in its reply and the others by a message', async () => {
    const other = await reactor.join();
    const { reply } = await viewer.command('set_effect', { effect: 'sepia' });
    expect(reply).toEqual({ type: 'effect_changed', data: { effect: 'sepia', intensity: 1 } });
    expect(await other.nextMessage('effect_changed')).toEqual(reply);
    await other.command('set_intensity', { intensity: 0.25 });
    expect(await viewer.nextMessage('effect_changed')).toEqual({
      type: 'effect_changed',
      data: { effect: 'sepia', intensity: 0.25 },
    });
    expect(viewer.messages).toHaveLength(1);
    expect(other.messages).toHaveLength(1);
  });

  it('holds pictures back until a burst is full', async () => {
    await viewer.command('set_burst', { burst: 3 });
    const frames = viewer.frames(3);
    for (const value of [50, 100]) viewer.sendVideo('webcam', picture([value, value, value]));
    expect((await viewer.command('set_caption', { caption: '' })).frame).toBe(1);
    viewer.sendVideo('webcam', picture([150, 150, 150]));
    expect((await frames).map((frame) => Math.round(colorAt(frame, 56, 24)[0] / 50))).toEqual([1, 2, 3]);
  });

  it('ends a burst when the size of the picture changes', async () => {
    await viewer.command('set_burst', { burst: 3 });
    const early = viewer.frames(2);
    viewer.sendVideo('webcam', picture());
    viewer.sendVideo('webcam', picture());
    viewer.sendVideo('webcam', picture(ORANGE, 32, 24));
    expect((await early).map(({ width }) => width)).toEqual([64, 64]);
    const rest = viewer.frames(3);
    viewer.sendVideo('webcam', picture(ORANGE, 32, 24));
    viewer.sendVideo('webcam', picture(ORANGE, 32, 24));
    expect((await rest).map(({ width }) => width)).toEqual([32, 32, 32]);
  });

  it('gives the sound back with the picture', async () => {
    const heard = viewer.sound(20);
    for (let i = 0; i < 3; i++) viewer.sendAudio('mic', tone(10));
    viewer.sendVideo('webcam', picture());
    const sound = await heard;
    expect(sound.durationMs).toBe(30);
    expect(sound.data.every((sample) => sample === 1_000)).toBe(true);
  });

  it('gives back no more sound than two pictures last, the newest', async () => {
    const heard = viewer.sound(60);
    for (let i = 0; i < 20; i++) viewer.sendAudio('mic', tone(10, i));
    viewer.sendVideo('webcam', picture());
    const { data, durationMs } = await heard;
    expect(durationMs).toBe(70);
    expect([data[0], data.at(-1)]).toEqual([13, 19]);
  });

  it('draws a caption, and takes it away again', async () => {
    await viewer.command('set_caption', { caption: 'HHHHHHH' });
    const brightest = (frame: VideoFrame): number => Math.max(...frame.toRgba().filter((_, i) => i % 4 === 2));
    expect(brightest(await echoed())).toBeGreaterThan(200);
    await viewer.command('set_caption', { caption: '' });
    expect(brightest(await echoed())).toBeLessThan(60);
  });

  describe('with an overlay', () => {
    const blue = (alpha = 255): Buffer =>
      PNG.sync.write(
        Object.assign(new PNG({ width: 2, height: 2 }), {
          data: Buffer.from([0, 0, 255, alpha, 0, 0, 255, alpha, 0, 0, 255, alpha, 0, 0, 255, alpha]),
        }),
      );
    const overlay = async (bytes: Buffer, args: Record<string, unknown> = {}, type = 'image/png'): Promise<void> => {
      const overlay_image = await viewer.upload('overlay', bytes, type);
      await viewer.command('set_overlay_image', args, { overlay_image });
    };

    it.each<[number | undefined, number, Rgb]>([
      [undefined, 255, [110, 60, 148]],
      [0, 255, ORANGE],
      [1, 255, [0, 0, 255]],
      [1, 0, ORANGE],
      [1, 128, [110, 60, 148]],
    ])('blends it with a strength of %s and an alpha of %d', async (overlay_strength, alpha, right) => {
      await overlay(blue(alpha), overlay_strength === undefined ? {} : { overlay_strength });
      expectColor(colorAt(await echoed(), 56, 24), right);
    });

    it('takes it away for a file that is no picture', async () => {
      await overlay(blue(), { overlay_strength: 1 });
      await overlay(Buffer.from('no picture'), {}, 'text/plain');
      expectColor(colorAt(await echoed(), 56, 24), ORANGE);
    });

    it('begins the next session without it, and without an effect', async () => {
      await overlay(blue(), { overlay_strength: 1 });
      await viewer.command('set_effect', { effect: 'invert' });
      await reactor.endSession();
      viewer = await join();
      expectColor(colorAt(await echoed(), 56, 24), ORANGE);
    });
  });
});
