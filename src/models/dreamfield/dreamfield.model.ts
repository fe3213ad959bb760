import { Idle, OnnxRuntime, ReactorModel, ReactorPipeline, type Turn, VideoFrame } from '@nestjs-reactor/core';
import type { InferenceSession } from 'onnxruntime-node';
import { DreamfieldOutput, DreamfieldState } from './dreamfield.state.js';
import { frameSizeOf } from './frame-size.js';

@ReactorModel({
  name: 'dreamfield',
  description: 'A small neural network that paints what a prompt feels like.',
  file: import.meta.url,
  state: DreamfieldState,
  output: DreamfieldOutput,
  fps: 30,
})
export class Dreamfield extends ReactorPipeline<DreamfieldState, DreamfieldOutput> {
  private session!: InferenceSession;

  constructor(private readonly onnx: OnnxRuntime) {
    super();
  }

  override async load(): Promise<void> {
    this.session = await this.onnx.load(new URL('./dreamfield.onnx', import.meta.url));
  }

  async *inference(): AsyncGenerator<Turn<DreamfieldOutput>, void, void> {
    const { Tensor } = await this.onnx.library();
    const startedMs = performance.now();
    for (;;) {
      const { prompt, speed, zoom, paused, resolution } = this.state;
      if (paused) {
        yield Idle;
        continue;
      }
      const { width, height } = frameSizeOf(resolution);
      const axis = (count: number, reach: number): Float32Array =>
        Float32Array.from({ length: count }, (_, i) => ((2 * i + 1) / count - 1) * (reach / zoom));
      const latent = Float32Array.from({ length: 16 }, (_, i) => Math.sin((prompt.codePointAt(i) ?? 0) * (i + 1)));
      const palette = Float32Array.from({ length: 18 }, (_, i) => 0.5 + 0.5 * Math.sin(i * 2.1 + prompt.length));
      const { i420 } = await this.session.run({
        columns: new Tensor('float32', axis(width / 2, width / height), [width / 2]),
        rows: new Tensor('float32', axis(height / 2, 1), [height / 2]),
        time: new Tensor('float32', Float32Array.of((((performance.now() - startedMs) * speed) / 600_000) % 1), [1]),
        latent: new Tensor('float32', latent, [16]),
        palette: new Tensor('float32', palette, [6, 3]),
      });
      yield { mainVideo: VideoFrame.i420(width, height, i420!.data as Uint8Array) };
    }
  }
}
