import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, expect, it } from '@jest/globals';
import { InputField, InputState, ReactorModel, ReactorPipeline, Video, VideoFrame } from '@nestjs-reactor/core';
import { TestReactor } from '@nestjs-reactor/core/testing';

class LampState extends InputState {
  @InputField({ default: 0, min: 0, max: 255, type: 'integer' }) level!: number;
}

class LampOutput {
  @Video() mainVideo!: VideoFrame;
}

/** The half of the model that would need a GPU. */
class Renderer {
  render(level: number): VideoFrame {
    return VideoFrame.rgb(64, 48, new Uint8Array(64 * 48 * 3).fill(level));
  }
}

@ReactorModel({ name: 'lamp', state: LampState, output: LampOutput, fps: 30, providers: [Renderer] })
class Lamp extends ReactorPipeline<LampState, LampOutput> {
  constructor(private readonly renderer: Renderer) {
    super();
  }

  *inference() {
    while (true) yield { mainVideo: this.renderer.render(this.state.level) };
  }
}

// Otherwise each session is logged.
beforeAll(() => Logger.overrideLogger(['error', 'fatal']));

let reactor: TestReactor;
afterEach(() => reactor.close());

it('is dark at first, and then as bright as a viewer sets it', async () => {
  reactor = await TestReactor.start(Lamp);
  const viewer = await reactor.join();
  expect((await viewer.nextFrame()).toRgba()[0]).toBe(0);

  const { frame } = await viewer.command('set_level', { level: 200 });
  expect((await viewer.nextFrame({ from: frame })).toRgba()[0]).toBe(200);
});

it('refuses a level that is out of range, and does not change', async () => {
  reactor = await TestReactor.start(Lamp);
  const viewer = await reactor.join();
  await expect(viewer.command('set_level', { level: 999 })).rejects.toMatchObject({ code: 'invalid_command' });
  expect((await viewer.nextFrame()).toRgba()[0]).toBe(0);
});

it('asks its renderer for each frame', async () => {
  const levels: number[] = [];
  const fake = { render: (level: number) => (levels.push(level), VideoFrame.rgb(2, 2)) };
  reactor = await TestReactor.start(Lamp, { providers: [{ provide: Renderer, useValue: fake }] });
  const viewer = await reactor.join();
  await viewer.frames(3);
  expect(levels.length).toBeGreaterThanOrEqual(3);
});

it('starts every session in the dark', async () => {
  reactor = await TestReactor.start(Lamp);
  await (await reactor.join()).command('set_level', { level: 200 });
  await reactor.endSession();
  expect((await (await reactor.join()).nextFrame()).toRgba()[0]).toBe(0);
});
