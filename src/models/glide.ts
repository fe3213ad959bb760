/**
 * Numbers that travel to their targets like a weight on a damped spring: they start and arrive softly, never overshoot,
 * and a new target on the way bends the motion without a jolt.
 */
export class Glide {
  private readonly velocities: number[];
  private readonly values: number[];

  /**
   * @param start where it rests
   * @param settleMs after this time less than two hundredths of the way are left
   */
  constructor(
    start: readonly number[],
    private readonly settleMs: number,
  ) {
    this.values = [...start];
    this.velocities = start.map(() => 0);
  }

  get current(): readonly number[] {
    return this.values;
  }

  /** Moves on by `elapsedMs`. The place it reaches does not depend on how many steps the time is cut into. */
  advance(targets: readonly number[], elapsedMs: number): readonly number[] {
    const elapsed = elapsedMs / this.settleMs;
    const decay = Math.exp(-STIFFNESS * elapsed);
    for (const [i, target] of targets.entries()) {
      const offset = this.values[i]! - target;
      const pull = this.velocities[i]! + STIFFNESS * offset;
      this.values[i] = target + (offset + pull * elapsed) * decay;
      this.velocities[i] = (this.velocities[i]! - STIFFNESS * pull * elapsed) * decay;
    }
    return this.values;
  }
}

/** Critical damping leaves (1 + s) / e^s of the way at the settling time: 0.017 for 6. */
const STIFFNESS = 6;
