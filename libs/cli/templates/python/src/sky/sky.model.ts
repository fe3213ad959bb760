import { fileURLToPath } from 'node:url';
import { pythonModel } from '@nestjs-reactor/core';

/** The class `Sky` of `models/sky.py`: its fields are the inputs of viewers. */
export const sky = pythonModel({
  entry: 'sky:Sky',
  // From dist/sky as well as from src/sky.
  cwd: fileURLToPath(new URL('../../models', import.meta.url)),
});
