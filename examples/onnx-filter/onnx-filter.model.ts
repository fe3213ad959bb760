import {
  CameraInput,
  type FilterNetwork,
  InputField,
  InputState,
  OnnxVideoFilter,
  PictureOutput,
  ReactorModel,
} from '@nestjs-reactor/core';
import { type Filter, FILTERS } from './kernels.js';

class FilterState extends InputState {
  @InputField({ default: 'edges', choices: FILTERS, description: 'What is brought out of the picture.' })
  filter!: Filter;

  @InputField({ default: 1, min: 0, max: 1, step: 0.05, description: 'How much of it: 0 is the camera as it is.' })
  strength!: number;
}

/** A camera's pictures through an ONNX network, whichever processor it runs on. `npm run build:model` writes its file. */
@ReactorModel({
  name: 'onnx_filter',
  description: 'Your camera through a convolution, run by ONNX Runtime.',
  file: import.meta.url,
  state: FilterState,
  input: CameraInput,
  output: PictureOutput,
})
export class OnnxFilter extends OnnxVideoFilter<FilterState> {
  override readonly network: FilterNetwork = {
    file: new URL('./filter.onnx', import.meta.url),
    output: { range: [0, 255] },
  };

  protected override inputs() {
    return { filter: FILTERS.indexOf(this.state.filter), strength: this.state.strength };
  }
}
