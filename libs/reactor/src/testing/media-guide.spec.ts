import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Audio,
  AudioSamples,
  Idle,
  ReactorModel,
  ReactorPipeline,
  ReadTimeout,
  type Tensor,
  Video,
  VideoFrame,
} from '@nestjs-reactor/core';
import { TestReactor } from '@nestjs-reactor/core/testing';

beforeAll(() => Logger.overrideLogger(['error', 'fatal']));

let reactor: TestReactor;
afterEach(() => reactor.close());

// #region tracks
class StageOutput {
  @Video() mainVideo!: VideoFrame; // main_video on the wire
  @Video() depth?: VideoFrame; // not in every turn
  @Audio() mainAudio?: AudioSamples;
}

class StageInput {
  @Video() webcam!: VideoFrame;
  @Audio({ sampleRate: 16_000 }) mic!: AudioSamples;
}
// #endregion

describe('the guide to media', () => {
  it('shows how to draw', async () => {
    @ReactorModel({ name: 'drawing', output: StageOutput, fps: 60 })
    class Drawing extends ReactorPipeline<object, StageOutput> {
      *inference() {
        const bytes = new Uint8Array(4 * 2 * 3);
        const canvas = { width: 4, height: 2, data: new Uint8ClampedArray(4 * 2 * 4) };
        const tensor: Tensor = { data: new Float32Array(3 * 2 * 4), dims: [1, 3, 2, 4] };
        // #region drawing
        yield { mainVideo: VideoFrame.rgb(4, 2, bytes) }; // or rgba, or i420
        yield { mainVideo: VideoFrame.fromImageData(canvas) }; // anything with width, height and RGBA data
        yield { mainVideo: VideoFrame.fromTensor(tensor, { layout: 'chw', range: [-1, 1] }) };
        // #endregion
        while (true) yield Idle;
      }
    }
    reactor = await TestReactor.start(Drawing);
    const frames = await (await reactor.join()).frames(3);
    expect(frames.map((frame) => frame.toRgba()[0])).toEqual([0, 0, 128]);
  });

  it('shows a frame as the input of a network', async () => {
    @ReactorModel({ name: 'small', output: StageOutput, fps: 60 })
    class Small extends ReactorPipeline<object, StageOutput> {
      private readonly pixels = new Float32Array(3 * 224 * 224);

      *inference() {
        const frame = VideoFrame.rgb(4, 2, new Uint8Array(24).fill(255));
        // #region tensor
        const { data, dims } = frame.toTensor(
          {
            size: { width: 224, height: 224 },
            resize: 'area',
            mean: [0.485, 0.456, 0.406],
            std: [0.229, 0.224, 0.225],
          },
          this.pixels, // a Float32Array of 3 * 224 * 224
        );
        // #endregion
        // White, and 1 in the tensor's units.
        const range = [(0 - 0.485) / 0.229, (1 - 0.485) / 0.229] as const;
        yield { mainVideo: VideoFrame.fromTensor({ data, dims }, { layout: 'chw', range }) };
        while (true) yield Idle;
      }
    }
    reactor = await TestReactor.start(Small);
    const frame = await (await reactor.join()).nextFrame();
    expect({ width: frame.width, height: frame.height, red: frame.toRgba()[0] }).toEqual({
      width: 224,
      height: 224,
      red: 255,
    });
  });

  it('shows batches and metadata', async () => {
    @ReactorModel({ name: 'chunked', output: StageOutput })
    class Chunked extends ReactorPipeline<object, StageOutput> {
      // #region batches
      async *inference() {
        for (let chunk = 0; ; chunk++) {
          const tensor = await this.generate(); // [N, 3, H, W]
          const frames = VideoFrame.batchFromTensor(tensor, { layout: 'chw', range: [0, 1] });
          yield { mainVideo: frames.map((frame, index) => frame.withMetadata({ chunk, index })) };
        }
      }
      // #endregion

      private async generate(): Promise<Tensor> {
        return { data: new Float32Array(3 * 3 * 2 * 2), dims: [3, 3, 2, 2] };
      }
    }
    reactor = await TestReactor.start(Chunked);
    const frames = await (await reactor.join()).frames(4);
    expect(frames.map(({ metadata }) => new TextDecoder().decode(metadata))).toContain('{"chunk":1,"index":0}');
  });

  it('shows sound', async () => {
    @ReactorModel({ name: 'ringing', output: StageOutput })
    class Ringing extends ReactorPipeline<object, StageOutput> {
      // #region sound
      *inference() {
        const rate = 24_000;
        for (let played = 0; ; played += rate / 25) {
          const tone = Float32Array.from({ length: rate / 25 }, (_, i) =>
            Math.sin((2 * Math.PI * 440 * (played + i)) / rate),
          );
          yield { mainVideo: VideoFrame.rgb(640, 480), mainAudio: AudioSamples.mono(tone, rate) };
        }
      }
      // #endregion
    }
    reactor = await TestReactor.start(Ringing);
    expect(await (await reactor.join()).sound(100)).toMatchObject({ sampleRate: 48_000, channels: 1 });
  });

  it('shows reading', async () => {
    @ReactorModel({ name: 'reading', output: StageOutput, input: StageInput })
    class Reading extends ReactorPipeline<object, StageOutput, StageInput> {
      // #region reading
      async *inference() {
        while (true) {
          const frames = await this.input.webcam.read(2, { mode: 'fifo' });
          const heard = this.input.mic.drain();
          yield { mainVideo: frames, mainAudio: heard.length > 0 ? AudioSamples.concat(heard) : undefined };
        }
      }
      // #endregion
    }
    reactor = await TestReactor.start(Reading);
    const viewer = await reactor.join();
    const shown = viewer.frames(2);
    viewer.sendVideo('webcam', VideoFrame.rgb(4, 2));
    viewer.sendVideo('webcam', VideoFrame.rgb(4, 2));
    expect(await shown).toHaveLength(2);
  });

  it('shows what to do without a camera', async () => {
    @ReactorModel({ name: 'patient', output: StageOutput, input: StageInput })
    class Patient extends ReactorPipeline<object, StageOutput, StageInput> {
      async *inference() {
        while (true) {
          // #region timeout
          try {
            const [frame] = await this.input.webcam.read(1, { timeoutMs: 50 });
            yield { mainVideo: frame };
          } catch (error) {
            if (!(error instanceof ReadTimeout)) throw error;
            yield { mainVideo: this.standby() };
          }
          // #endregion
        }
      }

      private standby(): VideoFrame {
        return VideoFrame.rgb(2, 2, new Uint8Array(12).fill(255));
      }
    }
    reactor = await TestReactor.start(Patient);
    expect((await (await reactor.join()).nextFrame()).toRgba()[0]).toBe(255);
  });
});
