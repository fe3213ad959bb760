import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from '../seeded-random.js';
import { type Chance, WorldDice } from './world-dice.js';

const FPS = 24;
const FRAMES = 20_000;

function rolls(seed: string, winding: number, traffic: number, count = FRAMES): Chance[] {
  const dice = new WorldDice(new SeededRandom(seed), FPS);
  return Array.from({ length: count }, () => dice.roll(winding, traffic));
}

describe('WorldDice', () => {
  it('rolls the same for the same seed, and otherwise for another', () => {
    expect(rolls('1', 1, 1, 500)).toEqual(rolls('1', 1, 1, 500));
    expect(rolls('1', 1, 1, 500)).not.toEqual(rolls('2', 1, 1, 500));
  });

  it('has as many cars a second as it is asked for', () => {
    const cars = (traffic: number): number => rolls('cars', 1, traffic).filter(({ car }) => car).length;
    expect(cars(0)).toBe(0);
    // Twenty thousand frames are 833 seconds.
    expect(Math.abs(cars(0.5) - 417)).toBeLessThan(60);
    expect(Math.abs(cars(1) - 833)).toBeLessThan(90);
  });

  it('says nothing of a car that is not there', () => {
    for (const { car, lane, pace } of rolls('lanes', 1, 0.5)) if (!car) expect([lane, pace]).toEqual([0, 0]);
  });

  it('bends the road within what is asked for, for seconds at a time, and leaves some of it straight', () => {
    const bends = rolls('bends', 0.5, 0).map(({ bend }) => bend);
    expect(Math.max(...bends)).toBeGreaterThan(0.45);
    expect(Math.max(...bends.map(Math.abs))).toBeLessThanOrEqual(0.5);
    const stretches = bends.filter((bend, i) => i > 0 && bend !== bends[i - 1]).length;
    expect(Math.abs(stretches - 333)).toBeLessThan(70);
    expect(bends.filter((bend) => bend === 0).length).toBeGreaterThan(FRAMES / 8);
    expect(rolls('bends', 0, 0).every(({ bend }) => Math.abs(bend) === 0)).toBe(true);
  });
});
