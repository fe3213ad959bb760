import { Logger } from '@nestjs/common';
import type { VideoFrame } from '@nestjs-reactor/core';
import { TestReactor, type TestViewer } from '@nestjs-reactor/core/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sky } from './sky.model.js';

let reactor: TestReactor;
let viewer: TestViewer;

beforeAll(async () => {
  Logger.overrideLogger(['error', 'fatal']);
  reactor = await TestReactor.start(sky);
  viewer = await reactor.join();
}, 60_000);
afterAll(() => reactor.close());

/** Red of the picture's lower left corner. */
function red(frame: VideoFrame): number {
  return frame.toRgba()[4 * frame.width * (frame.height - 1)];
}

it('shows what the Python class paints', async () => {
  const frame = await viewer.nextFrame();
  expect([frame.width, frame.height]).toEqual([640, 360]);
});

it('is as red as a viewer wants it', async () => {
  const cold = await viewer.command('set_warmth', { warmth: 0 });
  const before = red(await viewer.nextFrame({ from: cold.frame }));
  const warm = await viewer.command('set_warmth', { warmth: 1 });
  expect(red(await viewer.nextFrame({ from: warm.frame }))).toBeGreaterThan(before + 50);
});

it('refuses a warmth that is out of range', async () => {
  await expect(viewer.command('set_warmth', { warmth: 2 })).rejects.toMatchObject({ code: 'invalid_command' });
});
