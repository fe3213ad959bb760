import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, expect, it } from '@jest/globals';
import { InputField, InputState, ReactorModel, ReactorPipeline, Video, VideoFrame } from '@nestjs-reactor/core';
import { hashFrame, HeadlessModel, play, readScript, withClient } from '@nestjs-reactor/core/headless';

class StarsState extends InputState {
  @InputField({ default: 20, min: 0, max: 100, type: 'integer' }) count!: number;
}

class StarsOutput {
  @Video() mainVideo!: VideoFrame;
}

@ReactorModel({ name: 'stars', state: StarsState, output: StarsOutput, fps: 30 })
class Stars extends ReactorPipeline<StarsState, StarsOutput> {
  *inference() {
    while (true) {
      const pixels = new Uint8Array(64 * 48 * 3);
      for (let i = 0; i < this.state.count; i++) pixels[Math.floor(Math.random() * pixels.length)] = 255;
      yield { mainVideo: VideoFrame.rgb(64, 48, pixels) };
    }
  }
}

beforeAll(() => Logger.overrideLogger(false));

// #region hashes
let model: HeadlessModel;
afterEach(() => model.close());

/** The hash of each frame that the model makes from a script. */
async function hashes(script: string, frames = 10): Promise<string[]> {
  model = await HeadlessModel.start(Stars, { seed: 7 });
  const events = withClient(readScript(script, { manifest: model.manifest, fps: model.fps }));
  const made: string[] = [];
  for await (const frame of play(model, { frames, events })) made.push(hashFrame(frame)['main_video']!);
  await model.close();
  return made;
}

it('paints the same stars again, and more of them from frame 5 on', async () => {
  const plain = await hashes('');
  expect(await hashes('')).toEqual(plain);

  const more = await hashes('{"frame": 5, "command": "set_count", "args": {"count": 40}}');
  expect(more.slice(0, 4)).toEqual(plain.slice(0, 4));
  expect(more[4]).not.toBe(plain[4]);
});
// #endregion

it('takes one turn at a time', async () => {
  // #region step
  model = await HeadlessModel.start(Stars);
  model.connect();
  const { frame } = await model.command('set_count', { count: 0 });
  const [first] = await model.step();
  // #endregion
  expect(first?.frame).toBe(frame);
  expect(VideoFrame.fromPicture(first!.video['main_video']!).toRgba()[0]).toBe(0);
});
