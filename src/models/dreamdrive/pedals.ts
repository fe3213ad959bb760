/** What one turn does with the car: -1 to 1 each. */
export interface Pedals {
  /** Left to right. */
  readonly steering: number;
  /** Brake to full throttle. */
  readonly throttle: number;
}

/** What several people do together: they add up, and nobody gets faster by the help of another. */
export function together(all: readonly Pedals[]): Pedals {
  const sum = (of: (pedals: Pedals) => number): number => clamp(all.reduce((total, pedals) => total + of(pedals), 0));
  return { steering: sum(({ steering }) => steering), throttle: sum(({ throttle }) => throttle) };
}

export function clamp(value: number): number {
  return Math.max(-1, Math.min(1, value));
}
