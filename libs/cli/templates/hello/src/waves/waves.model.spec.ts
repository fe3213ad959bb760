import { Logger } from '@nestjs/common';
import type { VideoFrame } from '@nestjs-reactor/core';
import { TestReactor, type TestViewer } from '@nestjs-reactor/core/testing';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { Waves } from './waves.model.js';

let reactor: TestReactor<Waves>;
let viewer: TestViewer<Waves>;

beforeAll(() => Logger.overrideLogger(['error', 'fatal']));
beforeEach(async () => {
  reactor = await TestReactor.start(Waves);
  viewer = await reactor.join();
});
afterEach(() => reactor.close());

function brightest(frame: VideoFrame): number {
  return frame.toRgba().reduce((most, value, i) => (i % 4 === 3 ? most : Math.max(most, value)), 0);
}

it('shows waves of light', async () => {
  expect(brightest(await viewer.nextFrame())).toBeGreaterThan(150);
});

it('is as dark as a viewer wants it, from the frame of the reply on', async () => {
  const { frame } = await viewer.command('set_brightness', { brightness: 0 });
  expect(brightest(await viewer.nextFrame({ from: frame }))).toBeLessThan(10);
});

it('refuses a brightness that is out of range, and says which field', async () => {
  const refused = viewer.command('set_brightness', { brightness: 2 });
  await expect(refused).rejects.toMatchObject({ code: 'invalid_command', field: 'brightness' });
});
