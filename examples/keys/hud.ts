import type { Canvas, Color } from '../drawing/canvas.js';
import { layoutLine } from '../drawing/text-layout.js';
import type { Motion } from './controls.js';
import type { World } from './world.js';

const MARGIN = 12;
const CELL = 5;
const PLAYER: Color = [255, 214, 120];
const WALL: Color = [240, 236, 232];
const CAP = 22;

/** The map in the upper right corner, with the walker's position and direction. */
export function paintMap(canvas: Canvas, world: World): void {
  const left = canvas.width - MARGIN - world.width * CELL;
  canvas.dim(left - 4, MARGIN - 4, world.width * CELL + 8, world.height * CELL + 8, 0.45);
  for (let y = 0; y < world.height; y++) {
    for (let x = 0; x < world.width; x++) {
      if (world.at(x, y) !== ' ') canvas.fill(left + x * CELL, MARGIN + y * CELL, CELL - 1, CELL - 1, WALL);
    }
  }
  const heading = (world.heading * Math.PI) / 180;
  for (const ahead of [0, 0.7, 1.4]) {
    const x = left + (world.x + ahead * Math.cos(heading)) * CELL;
    const y = MARGIN + (world.y + ahead * Math.sin(heading)) * CELL;
    const size = ahead === 0 ? 5 : 2;
    canvas.fill(x - size / 2, y - size / 2, size, size, PLAYER);
  }
}

/** The keys in the lower left corner, those that this turn used lit: a tap is seen to arrive. */
export function paintKeys(canvas: Canvas, { forward, strafe, turn }: Motion): void {
  const caps: readonly (readonly [label: string, column: number, row: number, isLit: boolean])[] = [
    ['<', 0, 0, turn < 0],
    ['W', 1, 0, forward > 0],
    ['>', 2, 0, turn > 0],
    ['A', 0, 1, strafe < 0],
    ['S', 1, 1, forward < 0],
    ['D', 2, 1, strafe > 0],
  ];
  for (const [label, column, row, isLit] of caps) {
    const x = MARGIN + column * (CAP + 3);
    const y = canvas.height - MARGIN - (2 - row) * (CAP + 3);
    if (isLit) canvas.fill(x, y, CAP, CAP, PLAYER);
    else canvas.dim(x, y, CAP, CAP, 0.5);
    for (const dot of layoutLine(label, x + 6, y + 4, 2).dots) {
      canvas.fill(dot.x, dot.y, dot.width, dot.height, isLit ? [60, 40, 20] : WALL);
    }
  }
}
