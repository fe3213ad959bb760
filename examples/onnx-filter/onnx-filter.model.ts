import {
  InputField,
  InputState,
  OnnxRuntime,
  ReactorModel,
  ReactorPipeline,
  type Turn,
  Video,
  VideoFrame,
} from '@nestjs-reactor/core';
import { FilterNetwork } from './filter-network.js';
import { type Filter, FILTERS } from './kernels.js';

class FilterState extends InputState {
  @InputField({ default: 'edges', choices: FILTERS, description: 'What is brought out of the picture.' })
  filter!: Filter;

  @InputField({ default: 1, min: 0, max: 1, step: 0.05, description: 'How much of it: 0 is the camera as it is.' })
  strength!: number;
}

class Camera {
  @Video() webcam!: VideoFrame;
}

class FilterOutput {
  @Video() mainVideo!: VideoFrame;
}

/** A camera's pictures through an ONNX network, whichever processor it runs on. */
@ReactorModel({
  name: 'onnx_filter',
  description: 'Your camera through a convolution, run by ONNX Runtime.',
  file: import.meta.url,
  state: FilterState,
  input: Camera,
  output: FilterOutput,
})
export class OnnxFilter extends ReactorPipeline<FilterState, FilterOutput, Camera> {
  private network!: FilterNetwork;

  constructor(private readonly onnx: OnnxRuntime) {
    super();
  }

  /** The first run of a network takes longest; this way no viewer waits for it. */
  override async load(): Promise<void> {
    this.network = await FilterNetwork.open(this.onnx);
    await this.network.apply(VideoFrame.rgba(640, 480), 'edges', 1);
  }

  async *inference(): AsyncGenerator<Turn<FilterOutput>, void, void> {
    for (;;) {
      // Always the newest: a network that is slower than the camera skips pictures instead of falling behind.
      const [frame] = await this.input.webcam.read();
      yield { mainVideo: await this.network.apply(frame, this.state.filter, this.state.strength) };
    }
  }
}
