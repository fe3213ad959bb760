import { until } from './until.js';

/**
 * Waits until a value has been the same for a while.
 *
 * @param same whether two readings count as the same
 * @returns the value
 */
export async function untilStill<T extends object | number | string>(
  what: string,
  read: () => Promise<T>,
  forMs: number,
  same: (a: T, b: T) => boolean = Object.is,
): Promise<T> {
  let [kept, sinceMs] = [await read(), performance.now()];
  await until(`${what} to stay as it is`, async () => {
    const now = await read();
    if (!same(now, kept)) [kept, sinceMs] = [now, performance.now()];
    return performance.now() - sinceMs >= forMs;
  });
  return kept;
}
