import { sharedNowMs } from '../../../media/index.js';

/** The time on the clock of `sharedNowMs`, of one in milliseconds since 1970. */
export function sharedMsOf(wallClockMs: number): number {
  return wallClockMs - Date.now() + sharedNowMs();
}
