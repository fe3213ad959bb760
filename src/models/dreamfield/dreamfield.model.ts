import {
  OnnxRuntime,
  OnSessionStarted,
  ReactorModel,
  ReactorPipeline,
  type Turn,
  type VideoFrame,
} from '@nestjs-reactor/core';
import { DreamMotion, type Scene } from './dream-motion.js';
import { DreamfieldNetwork } from './dreamfield-network.js';
import { DreamfieldOutput, DreamfieldState } from './dreamfield.state.js';
import { FramePace } from './frame-pace.js';
import { frameSizeOf, type Resolution } from './frame-size.js';

const FPS = 30;

@ReactorModel({
  name: 'dreamfield',
  description: 'A small neural network that paints what a prompt feels like.',
  file: import.meta.url,
  state: DreamfieldState,
  output: DreamfieldOutput,
  fps: FPS,
})
export class Dreamfield extends ReactorPipeline<DreamfieldState, DreamfieldOutput> {
  private network!: DreamfieldNetwork;
  /** Outlives the generator, so that a returning viewer finds the picture where it was. */
  private motion: DreamMotion | undefined;
  private painted: { readonly scene: Scene; readonly resolution: Resolution; readonly frame: VideoFrame } | undefined;

  constructor(private readonly onnx: OnnxRuntime) {
    super();
  }

  override async load(): Promise<void> {
    this.network = await DreamfieldNetwork.open(this.onnx);
    await this.network.warmUp();
  }

  @OnSessionStarted()
  forget(): void {
    this.motion = undefined;
    this.painted = undefined;
  }

  async *inference(): AsyncGenerator<Turn<DreamfieldOutput>, void, void> {
    const pace = new FramePace(1000 / FPS);
    for (;;) {
      this.motion ??= new DreamMotion(this.state);
      const scene = this.motion.advance(this.state, pace.step(performance.now()));
      yield { mainVideo: await this.paint(scene, this.state.resolution) };
    }
  }

  /** A scene that stands still is painted once and shown again: a viewer who joins a paused session sees it too. */
  private async paint(scene: Scene, resolution: Resolution): Promise<VideoFrame> {
    if (this.painted?.scene !== scene || this.painted.resolution !== resolution) {
      this.painted = { scene, resolution, frame: await this.network.paint(scene, frameSizeOf(resolution)) };
    }
    return this.painted.frame;
  }
}
