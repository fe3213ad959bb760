import { fileURLToPath } from 'node:url';
import { type ModelEntry, pythonModel, type PythonRuntime } from '@nestjs-reactor/core';

/** A class in a folder of `examples` in the repository: Python is not compiled, and lies beside no compiled file. */
function example(name: string, entry: string, runtime?: PythonRuntime): [string, () => ModelEntry] {
  const folder = name.replaceAll('_', '-');
  const cwd = fileURLToPath(new URL(`../../examples/${folder}`, import.meta.url));
  return [name, () => pythonModel({ entry, name, cwd, ...(runtime === undefined ? {} : { runtime }) })];
}

/** The examples in Python, by the name of the model: made when one is wanted, because its folder must be there then. */
export const PYTHON_EXAMPLES: Readonly<Record<string, () => ModelEntry>> = Object.fromEntries([
  example('python_sunny', 'sunny:Sunny'),
  example('python_camera', 'camera:Camera'),
  example('python_torch', 'neural_field:NeuralField'),
  example('python_reactor_app', 'ripples:Ripples', 'reactor-runtime'),
  example('python_reactor_pipeline', 'embers:Embers', 'reactor-runtime'),
]);
