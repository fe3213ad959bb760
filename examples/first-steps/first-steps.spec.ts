import { Logger, type Type } from '@nestjs/common';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { VideoFrame } from '@nestjs-reactor/core';
import { TestReactor } from '@nestjs-reactor/core/testing';
import { Spotlight as First } from './1-frame.model.js';
import { Spotlight as Second } from './2-control.model.js';
import { Spotlight as Third } from './3-command.model.js';

beforeAll(() => Logger.overrideLogger(['error', 'fatal']));

let reactor: TestReactor;
afterEach(() => reactor.close());

async function open(model: Type<unknown>) {
  reactor = await TestReactor.start(model as never);
  return reactor.join();
}

/** How many of its pixels are lit. */
function lit(frame: VideoFrame): number {
  return frame.toRgba().filter((value, i) => i % 4 === 0 && value > 128).length;
}

/** Position of the first lit pixel of the middle row. */
function left(frame: VideoFrame): number {
  const row = frame.toRgba().subarray(4 * frame.width * 180, 4 * frame.width * 181);
  return row.findIndex((value, i) => i % 4 === 0 && value > 128) / 4;
}

describe('the first steps', () => {
  it('show a light that moves', async () => {
    const [one, two] = await (await open(First)).frames(2);
    expect(left(one!)).not.toBe(left(two!));
  });

  it('give it a radius and a colour', async () => {
    const viewer = await open(Second);
    const { frame } = await viewer.command('set_radius', { radius: 20 });
    // A disc of 20 pixels has some 1257.
    expect(lit(await viewer.nextFrame({ from: frame }))).toBeGreaterThan(1_100);
    expect(lit(await viewer.nextFrame())).toBeLessThan(1_400);
    const blue = await viewer.command('set_color', { color: 'blue' });
    expect(lit(await viewer.nextFrame({ from: blue.frame }))).toBe(0);
  });

  it('point it, and answer with the distance', async () => {
    const viewer = await open(Third);
    const { frame, reply } = await viewer.command('point', { x: 100, y: 180 });
    expect(reply).toEqual({ type: 'pointed', data: { distance: expect.any(Number) } });
    expect(Math.abs(left(await viewer.nextFrame({ from: frame })) - 20)).toBeLessThan(3);
  });
});
