import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Audio, ReactorModel, ReactorPipeline, type Turn, Video } from '../../authoring/index.js';
import { AudioSamples, type VideoFrame } from '../../media/index.js';
import { Bench, grey, until } from './host-bench.fixture.js';

beforeAll(() => Logger.overrideLogger(false));

let bench: Bench;
afterEach(() => bench.host.close());

class Output {
  @Video() mainVideo?: VideoFrame;
  @Audio() mainAudio?: AudioSamples;
}

/** What each turn yields, after so many milliseconds of work. */
let script: { readonly workMs: number; readonly output: Turn<Output> };
let begun = 0;
beforeEach(() => {
  begun = 0;
});

function* turns(): Generator<Turn<Output>, void, void> {
  for (;;) {
    begun++;
    const end = performance.now() + script.workMs;
    while (performance.now() < end);
    yield script.output;
  }
}

@ReactorModel({ name: 'pinned', output: Output, fps: 20 })
class Pinned extends ReactorPipeline<object, Output> {
  inference = turns;
}

@ReactorModel({ name: 'measured', output: Output })
class Measured extends ReactorPipeline<object, Output> {
  inference = turns;
}

/** A session whose bundles wait until the test grants room for them. */
async function held(modelClass: typeof Pinned): Promise<void> {
  bench = new Bench(modelClass);
  bench.flowing = false;
  await bench.begin(1);
  await until(() => bench.chunks.length > 0);
}

describe('the turn after a batch', () => {
  const batch = [grey(1), grey(2), grey(3), grey(4)];

  it('begins while none of it was shown, where the model needs all that time', async () => {
    script = { workMs: 180, output: { mainVideo: batch } };
    await held(Pinned);
    await until(() => begun === 2);
  });

  it('begins late, where the model is fast: a command is seen sooner', async () => {
    script = { workMs: 0, output: { mainVideo: batch } };
    await held(Pinned);
    bench.host.grant(3);
    await bench.arrived();
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun).toBe(1);
    bench.host.grant(1);
    await until(() => begun === 2);
  });
});

describe('the rate of what is emitted', () => {
  async function rateOf(modelClass: typeof Pinned, output: Turn<Output>): Promise<{ fps: number; bundles: number }> {
    script = { workMs: 0, output };
    bench = await new Bench(modelClass).begin(1);
    await until(() => bench.chunks.length > 0);
    return { fps: bench.chunks[0]!.fps, bundles: bench.chunks[0]!.bundles.length };
  }

  const sound = (ms: number): AudioSamples => AudioSamples.silence(ms, 16_000);

  it.each([
    ['pictures of a fast model: 60 at most', { mainVideo: grey(1) }, 60, 1],
    ['a picture with 40 ms of sound: 25', { mainVideo: grey(1), mainAudio: sound(40) }, 25, 1],
    [
      'four pictures with 100 ms of sound: 40',
      { mainVideo: [1, 2, 3, 4].map(() => grey(1)), mainAudio: sound(100) },
      40,
      4,
    ],
    ['a picture with 1 ms of sound: 240 at most', { mainVideo: grey(1), mainAudio: sound(1) }, 240, 1],
    ['sound alone, 80 ms: two bundles of 40 ms', { mainAudio: sound(80) }, 25, 2],
    ['a picture with 500 ms of sound: ten bundles of 50 ms', { mainVideo: grey(1), mainAudio: sound(500) }, 20, 10],
  ])('%s', async (_, output, fps, bundles) => {
    expect(await rateOf(Measured, output)).toEqual({ fps, bundles });
  });

  it('is as declared, whatever the sound, and counts frames where a frame has several bundles', async () => {
    expect(await rateOf(Pinned, { mainVideo: grey(1), mainAudio: sound(40) })).toEqual({ fps: 20, bundles: 1 });
    await bench.host.close();
    expect(await rateOf(Pinned, { mainVideo: grey(1), mainAudio: sound(100) })).toEqual({ fps: 40, bundles: 2 });
  });
});
