/**
 * How long each visitor has to wait, the first one first, if every turn takes as long as those before: the model's
 * instances become free one after the other, and each goes to the next visitor.
 *
 * @param visitors how many wait
 * @param untilFreeMs of each instance
 * @param turnMs a usual turn
 * @returns milliseconds from now; none where the model has no instance
 */
export function expectedWaits(visitors: number, untilFreeMs: readonly number[], turnMs: number): number[] {
  if (untilFreeMs.length === 0) return [];
  const instances = untilFreeMs.map((ms) => Math.max(0, ms));
  return Array.from({ length: visitors }, () => {
    const soonest = instances.indexOf(Math.min(...instances));
    const waitMs = instances[soonest]!;
    instances[soonest] = waitMs + turnMs;
    return waitMs;
  });
}
