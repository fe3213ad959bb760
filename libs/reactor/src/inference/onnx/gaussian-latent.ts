/**
 * Numbers of a normal distribution with mean 0 and deviation 1, as generators take them: the same for a seed.
 *
 * @param seed a whole number, from which the lowest 32 bits count
 */
export function gaussianLatent(seed: number, length: number): Float32Array {
  const uniform = uniformNumbers(seed);
  // Box-Muller, with one of the two numbers that a pair gives.
  return Float32Array.from(
    { length },
    () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}

/** From 0 to below 1, by mulberry32. */
function uniformNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
