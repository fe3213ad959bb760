import { Inject } from '@nestjs/common';
import { type InputState, ReactorPipeline, type Turn } from '../../authoring/index.js';
import { ReactorError } from '../../errors/index.js';
import { VideoFrame } from '../../media/index.js';
import type { OnnxInputs } from './onnx-feed.js';
import { OnnxNetwork } from './onnx-network.js';
import { OnnxRuntime } from './onnx-runtime.js';
import type { CameraInput, PictureOutput } from './onnx-tracks.js';
import type { OnnxSessionOptions } from './onnx-types.js';
import { PictureFeed } from './picture-feed.js';
import {
  findPicture,
  type PictureInputOptions,
  type PictureOutputOptions,
  type PictureValue,
} from './picture-value.js';
import { picturesOf } from './pictures-of.js';
import { warmUp } from './warm-up.js';

/** A network that makes a picture of a picture, and how both are its numbers. */
export interface FilterNetwork {
  /** As {@link OnnxRuntime.load} takes it: `new URL('./mine.onnx', import.meta.url)`. */
  readonly file: string | URL;
  readonly input?: PictureInputOptions;
  readonly output?: PictureOutputOptions;
  /** Options of its session alone: threads, graph optimisation, execution providers. */
  readonly session?: OnnxSessionOptions;
  /**
   * Pixels of the pictures that it is warmed up with, where neither the file nor `input.size` fixes them.
   * @defaultValue { width: 640, height: 480 }
   */
  readonly camera?: { readonly width: number; readonly height: number };
}

/**
 * A model that sends a client's camera through an ONNX network, and shows what comes back:
 *
 * ```ts
 * @ReactorModel({ name: 'sketch', file: import.meta.url, input: CameraInput, output: PictureOutput })
 * export class Sketch extends OnnxVideoFilter {
 *   readonly network: FilterNetwork = { file: new URL('./sketch.onnx', import.meta.url), output: { range: [0, 255] } };
 * }
 * ```
 *
 * Always the newest picture: a network that is slower than the camera skips some, and does not fall behind.
 */
export abstract class OnnxVideoFilter<S extends object = InputState> extends ReactorPipeline<
  S,
  PictureOutput,
  CameraInput
> {
  @Inject(OnnxRuntime) protected readonly onnx!: OnnxRuntime;
  abstract readonly network: FilterNetwork;

  private opened!: OnnxNetwork;
  private taken!: PictureValue;
  private given!: PictureValue;
  private feed!: PictureFeed;

  /** Values for the further inputs of the network, by name: asked for before each run, usually read from `state`. */
  protected inputs?(): OnnxInputs;

  /** Opens the network and runs it, so that no viewer waits for that. Throws `bad_declaration`, `model_failed`. */
  override async load(): Promise<void> {
    const { file, input = {}, output = {}, session, camera = { width: 640, height: 480 } } = this.network;
    this.opened = await OnnxNetwork.open(this.onnx, file, session);
    this.taken = findPicture(this.opened.inputs, 'input', input);
    this.feed = new PictureFeed(this.taken, input);
    this.given = findPicture(this.opened.outputs, 'output', output);
    await warmUp(this.logger, () => this.apply(VideoFrame.rgb(camera.width, camera.height)));
  }

  async *inference(): AsyncGenerator<Turn<PictureOutput>, void, void> {
    for (;;) {
      const [frame] = await this.input.webcam.read();
      yield { mainVideo: await this.apply(frame) };
    }
  }

  /** What the network makes of a picture. One call at a time. */
  protected async apply(frame: VideoFrame): Promise<VideoFrame> {
    const { opened, taken, given, feed } = this;
    const outputs = await opened.run({ ...this.inputs?.(), [taken.info.name]: feed.of(frame) });
    const [picture, ...others] = picturesOf(given, outputs, this.network.output?.range);
    if (picture !== undefined && others.length === 0) return picture;
    throw new ReactorError(
      'bad_frame',
      `the output ${given.info.name} of a filter is one picture (got ${others.length + 1}); for several of each frame write a pipeline of your own`,
    );
  }
}
