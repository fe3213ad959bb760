import { type OnnxRuntime, VideoFrame } from '@nestjs-reactor/core';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Chance } from './world-dice.js';
import type { Pedals } from './pedals.js';

/** What the network says of the world that it remembers. */
export interface Readout {
  /** 0 to 1 of the greatest. */
  readonly speed: number;
  /** Of the car from the middle of the road to the right, in heights of the camera; the road ends at 1.7. */
  readonly lateral: number;
  /** Curvature of the road where the car is, at most 0.08, to the right. */
  readonly bend: number;
  /** 0 to 1: the car is beside the road. */
  readonly offRoad: number;
  /** 1 after a collision, then less. */
  readonly shake: number;
}

export interface Step {
  readonly frame: VideoFrame;
  readonly readout: Readout;
}

/** The trained network: from what it remembers and what is done, the next frame. Its memory is all that there is of the world. */
export class DriveNetwork {
  private memory: Tensor;
  private begins = true;

  private constructor(
    private readonly session: InferenceSession,
    private readonly TensorClass: typeof Tensor,
    memorySize: number,
  ) {
    this.memory = new TensorClass('float32', new Float32Array(memorySize), [1, memorySize]);
  }

  /** `training/dreamdrive` says how the file was made. */
  static async open(onnx: OnnxRuntime): Promise<DriveNetwork> {
    const session = await onnx.load(new URL('./dreamdrive.onnx', import.meta.url));
    const { Tensor: TensorClass } = await onnx.library();
    const memory = session.inputMetadata.find(({ name }) => name === 'memory');
    return new DriveNetwork(session, TensorClass, memory?.isTensor ? Number(memory.shape[1]) : 0);
  }

  /** The next step begins at the start of the road. */
  restart(): void {
    this.begins = true;
  }

  /**
   * Moves the world by one frame.
   *
   * @param looks shares of the looks, together 1
   */
  async step({ steering, throttle }: Pedals, chance: Chance, looks: readonly number[]): Promise<Step> {
    const { bend, car, lane, pace, gate } = chance;
    const {
      picture,
      next,
      told: readout,
    } = await this.session.run({
      memory: this.memory,
      begin: this.row(this.begins ? 1 : 0),
      actions: this.row(steering, throttle, bend, car ? 1 : 0, lane, pace, gate ? 1 : 0),
      looks: this.row(...looks),
    });
    this.begins = false;
    this.memory = next!;
    const [speed, lateral, curvature, offRoad, shake] = readout!.data as Float32Array;
    return {
      frame: VideoFrame.fromTensor(
        { data: picture!.data as Float32Array, dims: picture!.dims },
        { layout: 'chw', range: [0, 1] },
      ),
      readout: { speed: speed!, lateral: lateral!, bend: curvature!, offRoad: offRoad!, shake: shake! },
    };
  }

  /** Adds to each number of the memory. @param noise as many as wanted, one after the other */
  disturb(noise: () => number): void {
    const data = this.memory.data as Float32Array;
    for (let i = 0; i < data.length; i++) data[i]! += noise();
  }

  private row(...values: number[]): Tensor {
    return new this.TensorClass('float32', Float32Array.from(values), [1, values.length]);
  }
}
