import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { VideoFrame } from '@nestjs-reactor/core';
import { TestReactor, type TestViewer } from '@nestjs-reactor/core/testing';
import { Spotlight } from './spotlight.model.js';

let reactor: TestReactor;
let viewer: TestViewer;

beforeAll(() => Logger.overrideLogger(['error', 'fatal']));
beforeEach(async () => {
  reactor = await TestReactor.start(Spotlight);
  viewer = await reactor.join();
});
afterEach(() => reactor.close());

/** Red, green and blue of one place. */
function pixel(frame: VideoFrame, x: number, y: number): number[] {
  return [
    ...frame
      .toRgba()
      .subarray(4 * (y * frame.width + x))
      .subarray(0, 3),
  ];
}

it('lights the place that it is pointed at', async () => {
  expect(pixel(await viewer.nextFrame(), 100, 100)[0]).toBeLessThan(60);
  const { frame } = await viewer.command('point', { x: 100, y: 100 });
  expect(pixel(await viewer.nextFrame({ from: frame }), 100, 100)[0]).toBeGreaterThan(200);
});

it('takes the colour that a viewer sets', async () => {
  const { frame } = await viewer.command('set_color', { color: 'red' });
  const [red, , blue] = pixel(await viewer.nextFrame({ from: frame }), 320, 180);
  expect(red! - blue!).toBeGreaterThan(100);
});

it.each([
  ['set_radius', { radius: 5 }, 'radius'],
  ['set_color', { color: 'green' }, 'color'],
  ['point', { x: 641, y: 0 }, 'x'],
  ['point', { x: 0 }, 'y'],
])('refuses %s %j and names %s', async (command, args, field) => {
  await expect(viewer.command(command, args)).rejects.toMatchObject({ code: 'invalid_command', field });
});

it('tells everybody when a star is found', async () => {
  const other = await reactor.join();
  await viewer.command('set_radius', { radius: 200 });
  // A light of this size finds it from one of these places, wherever it is.
  for (const x of [100, 320, 540]) {
    for (const y of [90, 270]) await viewer.command('point', { x, y });
  }
  expect(await viewer.nextMessage('star_found')).toEqual({ type: 'star_found', data: { count: 1 } });
  expect(await other.nextMessage('star_found')).toEqual({ type: 'star_found', data: { count: 1 } });
});

it('shows the camera in the light', async () => {
  viewer.sendVideo('webcam', VideoFrame.rgb(64, 48, new Uint8Array(64 * 48 * 3).fill(100)));
  let shade = 255;
  while (shade > 110) [shade = 255] = pixel(await viewer.nextFrame(), 320, 180);
  expect(shade).toBeGreaterThan(70);
});

it('starts each session with a fresh light', async () => {
  await viewer.command('point', { x: 100, y: 100 });
  await reactor.endSession();
  const next = await reactor.join();
  expect(pixel(await next.nextFrame(), 100, 100)[0]).toBeLessThan(60);
});
