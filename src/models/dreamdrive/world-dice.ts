import type { SeededRandom } from '../seeded-random.js';

/** What chance does to the world in one frame. The network was trained with the same dice: see `training/dreamdrive/world.py`. */
export interface Chance {
  /** Curvature that the road turns to in the distance, -1 to 1. */
  readonly bend: number;
  /** A car comes into sight, if there are fewer than two. */
  readonly car: boolean;
  /** Where it drives, -1 to 1 of the road; 0 without one. */
  readonly lane: number;
  /** How fast, 0 to 1; 0 without one. */
  readonly pace: number;
  /** A gate over the road comes into sight, if there is none. */
  readonly gate: boolean;
}

const SECONDS_A_BEND = 2.5;
const SECONDS_A_GATE = 8;

/** Of the stretches of road, those that are straight. */
const STRAIGHT = 0.25;

/** Rolls for each frame what the network cannot know: where the road goes on to, and who comes along. */
export class WorldDice {
  private bend = 0;

  constructor(
    private readonly random: SeededRandom,
    private readonly fps: number,
  ) {}

  /**
   * @param winding 0 to 1 of the sharpest bends
   * @param traffic cars a second
   */
  roll(winding: number, traffic: number): Chance {
    const { random, fps } = this;
    const happens = (timesASecond: number): boolean => random.uniform() < timesASecond / fps;
    if (happens(1 / SECONDS_A_BEND)) this.bend = random.uniform() < STRAIGHT ? 0 : 2 * random.uniform() - 1;
    const car = happens(traffic);
    return {
      bend: this.bend * winding,
      car,
      lane: car ? 2 * random.uniform() - 1 : 0,
      pace: car ? random.uniform() : 0,
      gate: happens(1 / SECONDS_A_GATE),
    };
  }
}
