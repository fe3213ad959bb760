const ROUNDS = 60;

/** Median of one run of each way, in milliseconds; each is compiled before, and they take turns. */
export function medians(ways: readonly (() => void)[]): string[] {
  const times = ways.map((): number[] => []);
  for (let round = -ROUNDS / 2; round < ROUNDS; round++) {
    ways.forEach((way, i) => {
      const started = performance.now();
      way();
      if (round >= 0) times[i]!.push(performance.now() - started);
    });
  }
  return times.map((each) => each.sort((a, b) => a - b)[ROUNDS / 2]!.toFixed(2));
}
