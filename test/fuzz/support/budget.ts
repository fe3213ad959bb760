import type { Parameters } from 'fast-check';

const FEW = 150;

const asked = Number(process.env['FUZZ_CASES'] ?? Number.NaN);
const cases = Number.isInteger(asked) && asked > 0 ? asked : undefined;

/**
 * How many cases each property is tried with. In `npm test` few and always the same, so that it fails for a change and
 * never for luck; in `npm run fuzz` as many as asked for, and new ones.
 *
 * @param share of the budget, for properties whose cases are dear
 */
export function budget(share = 1): Parameters<unknown> {
  return {
    numRuns: Math.max(1, Math.ceil((cases ?? FEW) * share)),
    ...(cases === undefined ? { seed: 20_260_101 } : {}),
  };
}

/** Milliseconds that one property may take. */
export const LIMIT_MS = cases === undefined ? 60_000 : 1_800_000;
