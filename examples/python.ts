import { fileURLToPath } from 'node:url';
import { type ModelEntry, pythonModel } from '@nestjs-reactor/core';

/** A folder of `examples` in the repository: Python is not compiled, and lies beside no compiled file. */
function folder(name: string): string {
  return fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
}

/** The examples in Python, by the name of the model: made when one is wanted, because its folder must be there then. */
export const PYTHON_EXAMPLES: Readonly<Record<string, () => ModelEntry>> = {
  python_sunny: () => pythonModel({ entry: 'sunny:Sunny', name: 'python_sunny', cwd: folder('python-sunny') }),
};
