import type { PixelKernels } from './pixel-kernels.js';

/** Vectors are loaded and stored by whole ones. */
const ALIGNMENT = 16;

/** The memory of one instance of the kernels, divided among what its user places there. */
export class KernelMemory {
  readonly bytes: Uint8Array;
  private used = 0;

  constructor({ memory }: PixelKernels) {
    this.bytes = new Uint8Array(memory.buffer);
  }

  /** @returns the address of so many bytes more. Throws a RangeError where the memory has too few pages. */
  place(length: number): number {
    const at = this.used;
    this.used += Math.ceil(length / ALIGNMENT) * ALIGNMENT;
    if (this.used > this.bytes.length)
      throw new RangeError(`the kernels have ${this.bytes.length} bytes of memory, and need ${this.used}`);
    return at;
  }
}
