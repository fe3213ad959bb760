import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { VideoFrame } from '@nestjs-reactor/core';
import { TestReactor, type TestViewer } from '@nestjs-reactor/core/testing';
import { Chunks } from './chunks.model.js';

let reactor: TestReactor;
let viewer: TestViewer;

beforeAll(() => Logger.overrideLogger(false));
beforeEach(async () => {
  reactor = await TestReactor.start(Chunks, { config: { width: 96, height: 54, limit: 4 } });
  viewer = await reactor.join();
  await viewer.nextMessage('state_update');
});
afterEach(() => reactor.close());

/** What travels with a frame. */
function placeOf(frame: VideoFrame): { chunk: number; frame: number } {
  return JSON.parse(new TextDecoder().decode(frame.metadata)) as { chunk: number; frame: number };
}

const state = async (): Promise<Record<string, unknown>> => (await viewer.nextMessage('state_update')).data;
const completed = async (): Promise<Record<string, unknown>> => (await viewer.nextMessage('chunk_complete')).data;

describe('chunks', () => {
  it('tells whoever comes the whole state', async () => {
    const late = await reactor.join();
    expect((await late.nextMessage('state_update')).data).toEqual({
      phase: 'waiting',
      chunk: 0,
      limit: 4,
      prompt: 'a lake at dusk',
      seed: 0,
      scheduled: [],
      valid_commands: ['start', 'reset', 'set_prompt', 'schedule_prompt'],
    });
  });

  it('shows a first chunk of nine frames and then chunks of twelve, each frame with its place', async () => {
    const frames = viewer.frames(22);
    await viewer.command('start');
    const places = (await frames).map(placeOf);
    expect(places.map(({ chunk }) => chunk)).toEqual([...Array<number>(9).fill(0), ...Array<number>(12).fill(1), 2]);
    expect(places.map(({ frame }) => frame).slice(7, 12)).toEqual([7, 8, 0, 1, 2]);
    expect(await completed()).toEqual({ chunk: 0, frames: 9, prompt: 'a lake at dusk' });
    expect(await completed()).toEqual({ chunk: 1, frames: 12, prompt: 'a lake at dusk' });
  });

  it('goes on from what it has shown: the picture moves on and does not begin anew', async () => {
    const frames = viewer.frames(11);
    await viewer.command('start');
    const [last, next] = (await frames).slice(9).map((frame) => frame.toRgba());
    let different = 0;
    for (let y = 30; y < 54; y++) {
      for (let x = 3; x < 96; x++) {
        const [then, now] = [4 * (y * 96 + x), 4 * (y * 96 + x - 3)];
        if (Math.abs(last![then]! - next![now]!) > 24) different++;
      }
    }
    expect(different / (24 * 93)).toBeLessThan(0.05);
  });

  it('says from which chunk on a prompt holds, and it does', async () => {
    await viewer.command('schedule_prompt', { prompt: 'desert', chunk: 1 });
    expect((await viewer.command('set_prompt', { prompt: 'sea' })).reply).toEqual({
      type: 'prompt_accepted',
      data: { prompt: 'sea', chunk: 0 },
    });
    await viewer.command('start');
    expect([await completed(), await completed()].map(({ prompt }) => prompt)).toEqual(['sea', 'desert']);
  });

  it('tells everybody what is scheduled, what was cancelled and what has come', async () => {
    const { reply } = await viewer.command('schedule_prompt', { prompt: 'desert', chunk: 1 });
    expect(reply).toEqual({ type: 'prompt_scheduled', data: { id: 1, prompt: 'desert', chunk: 1 } });
    await viewer.command('schedule_prompt', { prompt: 'never', chunk: 2 });
    await viewer.command('cancel_prompt', { id: 2 });
    await viewer.command('start');
    await completed();
    await completed();
    const states = [await state(), await state(), await state(), await state(), await state()];
    expect(states.map(({ scheduled }) => (scheduled as { prompt: string }[]).map(({ prompt }) => prompt))).toEqual([
      ['desert'],
      ['desert', 'never'],
      ['desert'],
      ['desert'],
      [],
    ]);
    expect(states.at(-1)).toMatchObject({ phase: 'running', prompt: 'desert', chunk: 2 });
  });

  it('pauses after the chunk that it makes, and goes on with the next one', async () => {
    await viewer.command('start');
    await completed();
    const { frame } = await viewer.command('pause');
    const last = viewer.messages.findLast(({ type }) => type === 'chunk_complete')!.data['chunk'] as number;
    const next = viewer.nextFrame({ from: frame });
    await viewer.command('resume');
    expect(placeOf(await next)).toEqual({ chunk: last + 1, frame: 0 });
  });

  it('ends at its limit, says so, and begins anew after a reset', async () => {
    await viewer.command('start');
    expect((await viewer.nextMessage('rollout_ended')).data).toEqual({ chunks: 4 });
    await expect(viewer.command('start')).rejects.toMatchObject({ code: 'not_now' });
    const { frame } = await viewer.command('reset', { seed: 7 });
    const states = viewer.messages.filter(({ type }) => type === 'state_update').map(({ data }) => data);
    expect(states.at(-2)).toMatchObject({ phase: 'finished', valid_commands: ['reset'] });
    expect(states.at(-1)).toMatchObject({ phase: 'waiting', chunk: 0, seed: 7 });
    await viewer.command('start');
    expect(placeOf(await viewer.nextFrame({ from: frame })).chunk).toBe(0);
  });

  it('paints the same for the same seed, and something else for another', async () => {
    const pictures: Uint8ClampedArray[] = [];
    for (const seed of [5, 5, 6]) {
      const { frame } = await viewer.command('reset', { seed });
      const first = viewer.nextFrame({ from: frame });
      await viewer.command('start');
      pictures.push((await first).toRgba());
      await viewer.command('pause');
    }
    expect(pictures[1]).toEqual(pictures[0]);
    expect(pictures[2]).not.toEqual(pictures[0]);
  });

  it('shows another prompt in the picture', async () => {
    await viewer.command('set_prompt', { prompt: 'green forest' });
    const frames = viewer.frames(40);
    await viewer.command('start');
    const newest = ({ width, data }: { width: number; data: Uint8ClampedArray }): number[] => [
      ...data.subarray(4 * (3 * width - 1), 4 * (3 * width - 1) + 3),
    ];
    const [first, last] = [(await frames)[0]!, (await frames)[39]!].map((frame) =>
      newest({ width: frame.width, data: frame.toRgba() }),
    );
    expect(first![0]).toBeGreaterThan(first![1]!);
    expect(last![1]).toBeGreaterThan(Math.max(last![0]!, last![2]!));
  });
});
