import type { Check } from '../check.js';
import { absent, ok, warning } from '../finding.js';
import { probeNode } from '../probe.js';

export const executionProviders: Check = {
  name: 'ONNX Runtime',
  isOfProject: true,
  async run({ project }) {
    if (project!.resolve('onnxruntime-node') === undefined) {
      return absent('not installed; models in .onnx files need it', "run 'npm install onnxruntime-node'");
    }
    const { ok: isLoaded, text } = await probeNode(
      `const { default: onnx } = await import('onnxruntime-node');
       console.log(onnx.listSupportedBackends().map(({ name }) => name).join(', '));`,
      project!.folder,
      { ORT_DISABLE_TELEMETRY: '1' },
    );
    if (isLoaded) return ok(`execution providers ${text}; those of a GPU need its own libraries`);
    return warning(`onnxruntime-node cannot be loaded: ${text}`, "run 'npm install onnxruntime-node' again");
  },
};
