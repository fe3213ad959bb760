import { Inject } from '@nestjs/common';
import { type InputState, ReactorPipeline, type Turn } from '../../authoring/index.js';
import type { VideoFrame } from '../../media/index.js';
import type { OnnxInputs } from './onnx-feed.js';
import { OnnxNetwork } from './onnx-network.js';
import { OnnxRuntime } from './onnx-runtime.js';
import type { PictureOutput } from './onnx-tracks.js';
import type { OnnxSessionOptions } from './onnx-types.js';
import { findPicture, type PictureOutputOptions, type PictureValue } from './picture-value.js';
import { picturesOf } from './pictures-of.js';
import { warmUp } from './warm-up.js';

/** A network that makes pictures of numbers, and how they are its output. */
export interface GeneratorNetwork {
  /** As {@link OnnxRuntime.load} takes it: `new URL('./mine.onnx', import.meta.url)`. */
  readonly file: string | URL;
  readonly output?: PictureOutputOptions;
  /** Options of its session alone: threads, graph optimisation, execution providers. */
  readonly session?: OnnxSessionOptions;
}

/**
 * A model that shows what an ONNX network makes of latents, one run a turn:
 *
 * ```ts
 * @ReactorModel({ name: 'faces', file: import.meta.url, state: FacesState, output: PictureOutput, fps: 12 })
 * export class Faces extends OnnxGenerator<FacesState> {
 *   readonly network: GeneratorNetwork = { file: new URL('./faces.onnx', import.meta.url), output: { range: [-1, 1] } };
 *
 *   inputs() {
 *     return { z: gaussianLatent(this.state.seed, 512) };
 *   }
 * }
 * ```
 *
 * An output with a batch of several pictures is several frames, one after the other.
 */
export abstract class OnnxGenerator<S extends object = InputState> extends ReactorPipeline<S, PictureOutput> {
  @Inject(OnnxRuntime) protected readonly onnx!: OnnxRuntime;
  abstract readonly network: GeneratorNetwork;

  private opened!: OnnxNetwork;
  private given!: PictureValue;

  /**
   * Values for the inputs of the network, by name: asked for before each run, usually made of `state`.
   *
   * @param turn from 0 each time that `inference` starts
   */
  protected abstract inputs(turn: number): OnnxInputs;

  /** Opens the network and runs it, so that no viewer waits for that. Throws `bad_declaration`, `model_failed`. */
  override async load(): Promise<void> {
    const { file, output = {}, session } = this.network;
    this.opened = await OnnxNetwork.open(this.onnx, file, session);
    this.given = findPicture(this.opened.outputs, 'output', output);
    await warmUp(this.logger, () => this.generate(this.inputs(0)));
  }

  async *inference(): AsyncGenerator<Turn<PictureOutput>, void, void> {
    for (let turn = 0; ; turn++) {
      yield { mainVideo: await this.generate(this.inputs(turn)) };
    }
  }

  /** What the network makes of its inputs. One call at a time. */
  protected async generate(inputs: OnnxInputs): Promise<VideoFrame[]> {
    return picturesOf(this.given, await this.opened.run(inputs), this.network.output?.range);
  }
}
