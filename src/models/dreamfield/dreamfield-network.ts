import { type OnnxRuntime, VideoFrame } from '@nestjs-reactor/core';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Scene } from './dream-motion.js';
import { type FrameSize, frameSizeOf, RESOLUTIONS } from './frame-size.js';
import { LATENT_SIZE } from './look.js';
import { PALETTE_STOPS } from './palette.js';

/**
 * The network thinks on a grid of this size, whatever the picture's: its shapes are smooth, and a finer one costs in
 * proportion and shows no more. What is fine in the picture is drawn at its full size.
 */
const GRID = { columns: 320, rows: 180 };

/** The ONNX network and how a scene becomes its inputs. `scripts/build-dreamfield.mjs` writes the file. */
export class DreamfieldNetwork {
  private constructor(
    private readonly session: InferenceSession,
    private readonly TensorClass: typeof Tensor,
  ) {}

  static async open(onnx: OnnxRuntime): Promise<DreamfieldNetwork> {
    const session = await onnx.load(new URL('./dreamfield.onnx', import.meta.url));
    const library = await onnx.library();
    return new DreamfieldNetwork(session, library.Tensor);
  }

  /** Paints each size once, so that the runtime has its memory and the first viewer does not wait for it. */
  async warmUp(): Promise<void> {
    const blank = {
      looks: [{ latent: zeros(LATENT_SIZE), share: 1 }],
      palette: zeros(3 * PALETTE_STOPS),
      time: 0,
      zoom: 1,
    };
    for (const resolution of RESOLUTIONS) await this.paint(blank, frameSizeOf(resolution));
  }

  /** @returns a frame in a buffer of its own */
  async paint(scene: Scene, { width, height }: FrameSize): Promise<VideoFrame> {
    const { TensorClass } = this;
    const { looks } = scene;
    const floats = (values: ArrayLike<number>, ...dims: number[]): Tensor =>
      new TensorClass('float32', Float32Array.from(values), dims);
    const { i420 } = await this.session.run({
      columns: floats(axis(GRID.columns, width / height / scene.zoom), GRID.columns),
      rows: floats(axis(GRID.rows, 1 / scene.zoom), GRID.rows),
      time: floats([scene.time], 1),
      latents: floats(
        looks.flatMap(({ latent }) => latent),
        looks.length,
        LATENT_SIZE,
      ),
      shares: floats(
        looks.map(({ share }) => share),
        looks.length,
      ),
      palette: floats(scene.palette, PALETTE_STOPS, 3),
      size: new TensorClass('int64', BigInt64Array.of(BigInt(height), BigInt(width)), [2]),
    });
    return VideoFrame.i420(width, height, i420!.data as Uint8Array);
  }
}

/** The middles of `count` cells that divide the way from -reach to reach. */
function axis(count: number, reach: number): number[] {
  return Array.from({ length: count }, (_, cell) => ((2 * cell + 1) / count - 1) * reach);
}

function zeros(count: number): number[] {
  return Array.from({ length: count }, () => 0);
}
