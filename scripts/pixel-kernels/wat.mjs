// The kernels that convert pixels, as WebAssembly text.
import { packKernels } from './pack.mjs';
import { resizeKernels } from './resize.mjs';
import { tensorKernels } from './tensor.mjs';
import { unpackKernels } from './unpack.mjs';

/** @param pages of 64 KiB of memory */
export function kernelText(pages) {
  return [
    '(module',
    `(memory (export "memory") ${pages} ${pages})`,
    ...packKernels(),
    ...unpackKernels(),
    ...resizeKernels(),
    ...tensorKernels(),
    ')',
  ].join('\n');
}
