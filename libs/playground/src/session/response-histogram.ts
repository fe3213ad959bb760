/** A column of the histogram: how many took from `fromMs` to less than `toMs`. */
export interface Column {
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
}

const STEPS = [5, 10, 20, 50, 100, 200, 500, 1_000];
const MAX_COLUMNS = 12;

/** Columns of equal width, of a round number of milliseconds, from the fastest to the slowest. */
export function histogramOf(totals: readonly number[]): Column[] {
  if (totals.length === 0) return [];
  const [least, most] = [Math.min(...totals), Math.max(...totals)];
  const step = STEPS.find((each) => Math.floor(most / each) - Math.floor(least / each) < MAX_COLUMNS) ?? STEPS.at(-1)!;
  const first = Math.floor(least / step);
  const columns = Math.min(MAX_COLUMNS, Math.floor(most / step) - first + 1);
  return Array.from({ length: columns }, (_, i) => {
    const [fromMs, toMs] = [(first + i) * step, (first + i + 1) * step];
    const isLast = i === columns - 1;
    return { fromMs, toMs, count: totals.filter((total) => total >= fromMs && (isLast || total < toMs)).length };
  });
}
