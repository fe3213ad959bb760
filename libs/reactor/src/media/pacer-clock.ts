/** A pacer's time source: monotonic milliseconds. */
export interface PacerClock {
  now(): number;
  /** @returns the function that cancels it */
  setTimer(fire: () => void, delayMs: number): () => void;
}

/** The process's own clock. */
export const systemClock: PacerClock = {
  now: () => performance.now(),
  setTimer: (fire, delayMs) => {
    const timer = setTimeout(fire, delayMs);
    return () => clearTimeout(timer);
  },
};
