import { describe, expect, it } from '@jest/globals';
import { castRay } from './cast-ray.js';
import { STILL } from './controls.js';
import { World } from './world.js';

/** Somebody in the free space of the north-west, looking to the east. */
function eastward(): World {
  return Object.assign(new World(), { x: 1.5, y: 1.5, heading: 0 });
}

describe('World', () => {
  it.each([
    ['forward', { forward: 1 }, 1, 0],
    ['back', { forward: -1 }, -1, 0],
    ['to the right', { strafe: 1 }, 0, 1],
    ['half as fast', { forward: 0.5 }, 0.5, 0],
    ['aslant, no faster', { forward: 1, strafe: 1 }, Math.SQRT1_2, Math.SQRT1_2],
  ])('is walked through %s', (_, motion, east, south) => {
    const world = Object.assign(eastward(), { x: 3.5 });
    world.move({ ...STILL, ...motion });
    expect([(world.x - 3.5) / 0.075, (world.y - 1.5) / 0.075]).toEqual([expect.closeTo(east), expect.closeTo(south)]);
  });

  it('goes where it looks, after a turn to the right', () => {
    const world = eastward();
    world.move({ ...STILL, lookRight: 90 });
    world.move({ ...STILL, forward: 1 });
    expect([world.x, world.y]).toEqual([expect.closeTo(1.5), expect.closeTo(1.575)]);
  });

  it('stops at a wall and slides along it, and is never inside of one', () => {
    const world = Object.assign(eastward(), { heading: -60 });
    for (let turn = 0; turn < 40; turn++) world.move({ ...STILL, forward: 1 });
    expect(world.y).toBeGreaterThan(1.2);
    expect(world.x).toBeGreaterThan(2.5);
    expect(world.at(world.x, world.y)).toBe(' ');
  });

  it('begins where one can walk', () => {
    const world = new World();
    const { x, y } = world;
    world.move({ ...STILL, forward: 1 });
    expect(Math.hypot(world.x - x, world.y - y)).toBeCloseTo(0.075);
  });

  it('does not look straight up or down', () => {
    const world = eastward();
    world.move({ ...STILL, lookUp: 400 });
    expect(world.pitch).toBe(35);
    world.move({ ...STILL, lookUp: -400 });
    expect(world.pitch).toBe(-35);
  });
});

describe('castRay', () => {
  it('finds the wall ahead, how far it is and which side of it', () => {
    expect(castRay(eastward(), 1, 0)).toMatchObject({ wall: '#', distance: 7.5, along: 0.5, shaded: false });
    expect(castRay(eastward(), 0, -1)).toMatchObject({ wall: '#', distance: 0.5, along: 0.5, shaded: true });
    expect(castRay(eastward(), 2, 0)).toMatchObject({ distance: 3.75 });
  });
});
