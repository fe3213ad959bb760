import { Logger } from '@nestjs/common';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Audio, ReactorModel, ReactorPipeline, type Turn, Video } from '../../authoring/index.js';
import { readModelContract } from '../../contract/binding/index.js';
import { AdaptiveRate, AudioSamples, i420Size, OutputPacer, VideoFrame } from '../../media/index.js';
import { ManualClock } from '../../media/manual-clock.js';
import type { HostChannel } from '../protocol/channels.js';
import { FrameLedger } from './frame-ledger.js';
import type { InputBuffer } from '../guest/input/input-buffer.js';
import { ModelContext } from '../guest/run/model-context.js';
import { OutputStream } from '../guest/output/output-stream.js';

beforeAll(() => Logger.overrideLogger(false));

class Sent {
  @Video() picture!: VideoFrame;
  @Audio() sound!: AudioSamples;
}
class Shown {
  @Video() mainVideo!: VideoFrame;
  @Audio() mainAudio?: AudioSamples;
}

@ReactorModel({ name: 'relay', input: Sent, output: Shown })
class Relay extends ReactorPipeline<object, Shown, Sent> {
  *inference(): Generator<Turn<Shown>, void, void> {}
}

const PICTURE_MS = 50;
const WORK_MS = 2;

/**
 * A relay in a world of its own time: a camera of 20 frames a second, a microphone, a model that passes on what came,
 * and the server's pacer. Sound and pictures are as they are in a session; only the clock is not.
 */
class World {
  readonly shown: number[] = [];
  private readonly clock = new ManualClock();
  private readonly pacer = new OutputPacer({
    depth: 1,
    clock: this.clock,
    onBundle: ({ video }) => void ('main_video' in video && this.shown.push(this.clock.now())),
    onDiscard: () => undefined,
    onRoom: (bundles) => {
      this.frames.grant(bundles);
      this.stage.credits.grant(bundles);
    },
  });
  private readonly port: HostChannel = {
    post: (message) => void (message.type === 'media' && this.pacer.submit(this.frames.accept(message))),
  };
  private readonly frames = new FrameLedger(
    () => 1,
    () => undefined,
  );
  private readonly stage = new ModelContext(readModelContract(Relay), this.port, new AbortController().signal, {
    bufferSize: 1,
    maxInputFrames: 128,
    maxInputBytes: 1 << 26,
    ruleTimeoutMs: 250,
  });
  private readonly output = new OutputStream(this.stage);
  private readonly rate = new AdaptiveRate();

  constructor(private readonly hasMicrophone: boolean) {
    this.stage.begin('s1');
    this.frames.begin('s1', { turn: 0, frame: 0 });
    this.stage.addClient(1, 0);
  }

  run(ms: number): void {
    for (let passed = 0; passed < ms; passed += 10) {
      this.clock.advance(10);
      this.receive();
      this.turn(WORK_MS);
    }
  }

  /** Everything stands still; what clients sent meanwhile is there at once, and the turn that was under way took as long. */
  stall(ms: number): void {
    this.clock.stall(ms);
    for (let passed = 0; passed < ms; passed += 10) this.receive();
    this.turn(ms);
  }

  /** Pictures shown in the last second. */
  get fps(): number {
    return this.shown.filter((at) => at > this.clock.now() - 1_000).length;
  }

  private sinceStart = 0;

  private receive(): void {
    this.sinceStart += 10;
    if (this.hasMicrophone)
      this.stage.takeAudio('sound', { sampleRate: 48_000, channels: 1, samples: new Int16Array(480) });
    if (this.sinceStart % PICTURE_MS === 0)
      this.stage.takeVideo('picture', { width: 4, height: 2, data: new Uint8Array(i420Size(4, 2)) }, undefined);
  }

  private turn(workMs: number): void {
    if (!this.stage.credits.hasRoom) return;
    const inputs = this.stage.inputs.byProperty;
    const picture = inputs['picture'] as InputBuffer<VideoFrame>;
    const sound = inputs['sound'] as InputBuffer<AudioSamples>;
    const seen = picture.tryRead();
    if (seen === undefined) return;
    const heard = sound.drain();
    this.stage.emit(
      { mainVideo: seen[0], ...(heard.length > 0 ? { mainAudio: AudioSamples.concat(heard) } : {}) },
      {
        rate: (shape) => this.output.rateOf(shape, ({ frames, paceMs }) => this.rate.measure(frames, paceMs)),
        workMs,
      },
    );
  }
}

describe.each([
  ['with sound', true],
  ['without sound', false],
])('a relay of a camera of 20 frames a second, %s', (_, hasMicrophone) => {
  it.each([
    [100, 1_000],
    [400, 2_000],
    // As much sound as the input holds came at once, and this model leaves none of it out.
    [3_000, 10_000],
  ])('is back at 20 after a stall of %d ms within %d ms', (stallMs, withinMs) => {
    const world = new World(hasMicrophone);
    world.run(2_000);
    expect(world.fps).toBeGreaterThanOrEqual(19);
    world.stall(stallMs);
    world.run(withinMs + 1_000);
    expect(world.fps).toBeGreaterThanOrEqual(19);
  });

  it('is at 20 after a stall every second, ten times', () => {
    const world = new World(hasMicrophone);
    for (let i = 0; i < 10; i++) {
      world.run(1_000);
      world.stall(300);
    }
    world.run(2_000);
    expect(world.fps).toBeGreaterThanOrEqual(19);
  });
});
