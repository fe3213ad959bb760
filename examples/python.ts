import { fileURLToPath } from 'node:url';
import { type ModelEntry, pythonModel } from '@nestjs-reactor/core';

/** A class in a folder of `examples` in the repository: Python is not compiled, and lies beside no compiled file. */
function example(name: string, folder: string, entry: string): [string, () => ModelEntry] {
  const cwd = fileURLToPath(new URL(`../../examples/${folder}`, import.meta.url));
  return [name, () => pythonModel({ entry, name, cwd })];
}

/** The examples in Python, by the name of the model: made when one is wanted, because its folder must be there then. */
export const PYTHON_EXAMPLES: Readonly<Record<string, () => ModelEntry>> = Object.fromEntries([
  example('python_sunny', 'python-sunny', 'sunny:Sunny'),
  example('python_camera', 'python-camera', 'camera:Camera'),
  example('python_torch', 'python-torch', 'neural_field:NeuralField'),
]);
