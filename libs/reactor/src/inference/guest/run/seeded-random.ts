const UNSEEDED = Math.random;

/**
 * Starts `Math.random` of this thread anew from a seed: a worker's own, or, for a model on the server's thread, that of
 * the server until `unseedRandom`.
 *
 * @param seed a whole number of 32 bits
 */
export function seedRandom(seed: number): void {
  const next = splitMix32(seed);
  // The 53 bits of a fraction, of which 26 come from the second number.
  Math.random = () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
}

/** Gives `Math.random` back. */
export function unseedRandom(): void {
  Math.random = UNSEEDED;
}

/** 32 bits at a time: a counter through the finalizer of MurmurHash3, as SplitMix does it with 64. */
function splitMix32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e37_79b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
}
