/** Monotonic milliseconds that are the same on every thread of the process, unlike `performance.now()`. */
export function sharedNowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
