// Writes the default model's network: node scripts/build-dreamfield.mjs OUTPUT.onnx
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { buildDreamfield } from './dreamfield/build-network.mjs';

const [output] = process.argv.slice(2);
if (output === undefined) {
  console.error('Say where to: node scripts/build-dreamfield.mjs OUTPUT.onnx');
  process.exit(1);
}
mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, buildDreamfield());
