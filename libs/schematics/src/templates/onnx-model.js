'use strict';

/** @param {import('../model/names.js').Names} names @param {boolean} isEsm */
function onnxModelSource({ className, wire, file }, isEsm) {
  const here = isEsm ? 'import.meta.url' : '__filename';
  const network = isEsm ? `new URL('./${file}.onnx', import.meta.url)` : `join(__dirname, '${file}.onnx')`;
  return `${isEsm ? '' : "import { join } from 'node:path';\n"}import {
  CameraInput,
  type FilterNetwork,
  InputState,
  OnnxVideoFilter,
  PictureOutput,
  ReactorModel,
} from '@nestjs-reactor/core';

/** A camera's pictures through the network in ${file}.onnx, which belongs beside the compiled file. */
@ReactorModel({ name: '${wire}', file: ${here}, input: CameraInput, output: PictureOutput })
export class ${className} extends OnnxVideoFilter<InputState> {
  override readonly network: FilterNetwork = { file: ${network}, output: { range: [0, 255] } };
}
`;
}

module.exports = { onnxModelSource };
