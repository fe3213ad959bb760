// Writes the default model's network, after `npm run build:ts`: node scripts/build-dreamfield.mjs OUTPUT.onnx
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const [output] = process.argv.slice(2);
if (output === undefined) fail('Name the output file: node scripts/build-dreamfield.mjs OUTPUT.onnx');

// The network and the model agree on the sizes of their vectors by sharing the compiled files that state them.
if (!existsSync(new URL('../dist/models/dreamfield/look.js', import.meta.url))) {
  fail('The TypeScript is not built yet; run npm run build:ts first.');
}
const { buildDreamfield } = await import('./dreamfield/build-network.mjs');
mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, buildDreamfield());

function fail(text) {
  console.error(text);
  process.exit(1);
}
