import { Logger } from '@nestjs/common';
import { VideoFrame } from '@nestjs-reactor/core';
import { TestReactor, type TestViewer } from '@nestjs-reactor/core/testing';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { Posterize } from './posterize.model.js';

let reactor: TestReactor<Posterize>;
let viewer: TestViewer<Posterize>;

beforeAll(() => Logger.overrideLogger(['error', 'fatal']));
beforeEach(async () => {
  reactor = await TestReactor.start(Posterize);
  viewer = await reactor.join();
});
afterEach(() => reactor.close());

/** A picture of one grey. */
function grey(shade: number): VideoFrame {
  return VideoFrame.rgb(64, 48, new Uint8Array(64 * 48 * 3).fill(shade));
}

/** The first picture of the camera's size. */
async function cameraFrame(): Promise<VideoFrame> {
  for (;;) {
    const frame = await viewer.nextFrame();
    if (frame.width === 64) return frame;
  }
}

it('shows a test picture while no camera sends', async () => {
  const frame = await viewer.nextFrame();
  expect([frame.width, frame.height]).toEqual([640, 360]);
});

it.each([
  [2, 100, 0],
  [2, 150, 255],
  [3, 100, 128],
])('with %i levels makes %i of a camera to %i', async (levels, shade, expected) => {
  await viewer.command('set_levels', { levels });
  viewer.sendVideo('webcam', grey(shade));
  expect(Math.abs((await cameraFrame()).toRgba()[0] - expected)).toBeLessThan(5);
});
