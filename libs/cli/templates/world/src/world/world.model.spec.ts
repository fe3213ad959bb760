import { Logger } from '@nestjs/common';
import { TestReactor, type TestViewer } from '@nestjs-reactor/core/testing';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { World } from './world.model.js';

let reactor: TestReactor<World>;
let viewer: TestViewer<World>;

beforeAll(() => Logger.overrideLogger(['error', 'fatal']));
beforeEach(async () => {
  reactor = await TestReactor.start(World);
  viewer = await reactor.join();
});
afterEach(() => reactor.close());

async function place() {
  return (await viewer.command('get_place')).reply.data;
}

it('walks while a key is held, and stops when it is released', async () => {
  await viewer.command('set_key', { key: 'w', pressed: true });
  await viewer.frames(5);
  await viewer.command('set_key', { key: 'w', pressed: false });
  const stopped = await place();
  expect(stopped.x).toBeGreaterThan(0.3);
  await viewer.frames(3);
  expect(await place()).toEqual(stopped);
});

it('stops when the client leaves that holds the key', async () => {
  const other = await reactor.join();
  await other.command('set_key', { key: 'd', pressed: true });
  other.leave();
  await viewer.frames(2);
  const stopped = await place();
  await viewer.frames(3);
  expect(await place()).toEqual(stopped);
});

it('looks to the right with the pointer', async () => {
  await viewer.command('look', { dx: 100 });
  expect((await place()).heading).toBeCloseTo(0.3);
});

it('begins each session at the start', async () => {
  await viewer.command('look', { dx: 100 });
  await reactor.endSession();
  viewer = await reactor.join();
  expect(await place()).toEqual({ x: 0, y: 0, heading: 0 });
});
