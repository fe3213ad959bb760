import { Logger } from '@nestjs/common';
import type { VideoFrame } from '@nestjs-reactor/core';
import { TestReactor, type TestViewer } from '@nestjs-reactor/core/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Waves } from './waves.model.js';

let reactor: TestReactor<Waves>;
let viewer: TestViewer<Waves>;

beforeAll(async () => {
  Logger.overrideLogger(['error', 'fatal']);
  reactor = await TestReactor.start(Waves);
  viewer = await reactor.join();
});
afterAll(() => reactor.close());

/** How much redder than blue the picture is, on average. */
function warmthOf(frame: VideoFrame): number {
  const pixels = frame.toRgba();
  let sum = 0;
  for (let i = 0; i < pixels.length; i += 4) sum += pixels[i] - pixels[i + 2];
  return (4 * sum) / pixels.length;
}

it('shows what the network computes', async () => {
  const frame = await viewer.nextFrame();
  expect([frame.width, frame.height]).toEqual([640, 360]);
});

it('takes its colours from the network’s input', async () => {
  const cold = await viewer.command('set_warmth', { warmth: 0 });
  const before = warmthOf(await viewer.nextFrame({ from: cold.frame }));
  const warm = await viewer.command('set_warmth', { warmth: 1 });
  expect(warmthOf(await viewer.nextFrame({ from: warm.frame }))).toBeGreaterThan(before + 30);
});
