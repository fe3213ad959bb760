import type { World } from './world.js';

/** Where a ray met a wall. */
export interface Hit {
  readonly wall: string;
  /** In the ray's own lengths. */
  readonly distance: number;
  /** Along the wall from 0 to 1. */
  readonly along: number;
  /** The wall faces north or south, and lies in shade. */
  readonly shaded: boolean;
}

/** Follows a ray from cell to cell until it meets a wall; the map has walls all around. */
export function castRay(world: World, dx: number, dy: number): Hit {
  let [cellX, cellY] = [Math.floor(world.x), Math.floor(world.y)];
  const [lengthX, lengthY] = [Math.abs(1 / dx), Math.abs(1 / dy)];
  let nextX = lengthX * (dx < 0 ? world.x - cellX : cellX + 1 - world.x);
  let nextY = lengthY * (dy < 0 ? world.y - cellY : cellY + 1 - world.y);
  for (;;) {
    const crossesX = nextX < nextY;
    const distance = crossesX ? nextX : nextY;
    if (crossesX) {
      cellX += Math.sign(dx);
      nextX += lengthX;
    } else {
      cellY += Math.sign(dy);
      nextY += lengthY;
    }
    const wall = world.at(cellX, cellY);
    if (wall === ' ') continue;
    const place = crossesX ? world.y + distance * dy : world.x + distance * dx;
    return { wall, distance, along: place - Math.floor(place), shaded: !crossesX };
  }
}
