const NICE = [5, 2, 1] as const;

/** About a hundred steps over the range, in ones, twos or fives of a power of ten; whole numbers go by one. */
export function sliderStep(min: number, max: number, integer: boolean): number {
  if (integer) return 1;
  const rough = (max - min) / 100;
  const exponent = Math.floor(Math.log10(rough));
  const digit = rough / 10 ** exponent;
  // Written out and read back, so that 0.02 is not 0.020000000000000004.
  return Number(`${NICE.find((nice) => nice <= digit + 1e-9) ?? 1}e${exponent}`);
}
