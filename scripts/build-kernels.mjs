// `node scripts/build-kernels.mjs [--check]`: assembles the kernels that convert pixels into a module of TypeScript, or
// checks that what is there is what their source gives.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import wabt from 'wabt';
import { kernelText } from './pixel-kernels/wat.mjs';

const PAGES = 10;
const target = join(import.meta.dirname, '..', 'libs', 'reactor', 'src', 'media', 'simd', 'kernel-bytes.ts');

const assembler = await wabt();
const module = assembler.parseWat('pixel-kernels.wat', kernelText(PAGES), { simd: true });
module.validate();
const { buffer } = module.toBinary({});
const lines = Buffer.from(buffer)
  .toString('base64')
  .match(/.{1,100}/g);
const source = `/** Assembled from \`scripts/pixel-kernels\` by \`npm run build:kernels\`; a test compares the two. ${buffer.length} bytes in base64. */
export const KERNEL_BYTES = [
${lines.map((line) => `  '${line}',\n`).join('')}].join('');
`;

if (!process.argv.includes('--check')) {
  writeFileSync(target, source);
} else if (readFileSync(target, 'utf8') !== source) {
  console.error(`${target} is not what its source gives: run npm run build:kernels`);
  process.exit(1);
}
