import type { VideoFrame } from '@nestjs-reactor/core';
import { Canvas, type Color } from '../drawing/canvas.js';
import { castRay } from './cast-ray.js';
import { HAZE, skyAt, SUN, sunAt } from './sky.js';
import { FLOOR, type Texture, TEXTURE_SIZE, WALLS } from './textures.js';
import type { World } from './world.js';

/** Cells after which two thirds of a colour are lost in the haze. */
const SIGHT = 14;

/** What the side of a wall that the sun does not reach keeps of its light. */
const SHADE = 0.66;

const DEGREES = 180 / Math.PI;

/** What all places of one row of the picture have in common. */
interface Row {
  /** Above the horizon, in degrees. */
  readonly height: number;
  readonly sky: Color;
  /** To the floor that is seen there, in cells, and what is left of its colour. */
  readonly distance: number;
  readonly clear: number;
}

/** View from a place in the world: a ray for each column finds its wall; above it is sky, below it floor. */
export class View {
  readonly canvas: Canvas;

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    this.canvas = new Canvas(width, height);
  }

  /** @param fov from the left edge to the right one, in degrees */
  paint(world: World, fov: number): void {
    const { width, height } = this;
    const reach = Math.tan(fov / 2 / DEGREES);
    // Pixels that a cell is high at a distance of one.
    const scale = width / 2 / reach;
    const horizon = height / 2 + scale * Math.tan(world.pitch / DEGREES);
    const rows = Array.from({ length: height }, (_, y) => rowAt(y + 0.5 - horizon, scale));
    const [ahead, aside] = [Math.cos(world.heading / DEGREES), Math.sin(world.heading / DEGREES)];
    for (let x = 0; x < width; x++) {
      const side = reach * ((2 * (x + 0.5)) / width - 1);
      const [dx, dy] = [ahead - side * aside, aside + side * ahead];
      const hit = castRay(world, dx, dy);
      const wallHeight = scale / hit.distance;
      const top = this.inPicture(horizon - wallHeight / 2);
      const bottom = this.inPicture(horizon + wallHeight / 2);
      this.paintSky(x, 0, top, rows, Math.atan2(dy, dx) * DEGREES);
      const clear = clearness(hit.distance);
      for (let y = top; y < bottom; y++) {
        const down = (y + 0.5 - horizon) / wallHeight + 0.5;
        this.paintTexel(x, y, WALLS[hit.wall]!, hit.along, down, clear, hit.shaded ? SHADE : 1);
      }
      for (let y = bottom; y < height; y++) {
        const { distance, clear: floorClear } = rows[y]!;
        this.paintTexel(x, y, FLOOR, world.x + distance * dx, world.y + distance * dy, floorClear, 1);
      }
    }
  }

  frame(): VideoFrame {
    return this.canvas.frame();
  }

  private inPicture(y: number): number {
    return Math.max(0, Math.min(this.height, Math.round(y)));
  }

  private paintSky(x: number, top: number, bottom: number, rows: readonly Row[], heading: number): void {
    for (let y = top; y < bottom; y++) {
      const { sky, height } = rows[y]!;
      const sun = sunAt(heading, height);
      const at = 3 * (y * this.width + x);
      for (let channel = 0; channel < 3; channel++) {
        this.canvas.data[at + channel] = sky[channel]! + sun * (SUN[channel]! - sky[channel]!);
      }
    }
  }

  /** @param u, v places in the texture, which repeats with every whole number */
  private paintTexel(x: number, y: number, texture: Texture, u: number, v: number, clear: number, light: number): void {
    const column = Math.floor((u - Math.floor(u)) * TEXTURE_SIZE);
    const row = Math.floor((v - Math.floor(v)) * TEXTURE_SIZE);
    const from = 3 * (row * TEXTURE_SIZE + column);
    const at = 3 * (y * this.width + x);
    for (let channel = 0; channel < 3; channel++) {
      this.canvas.data[at + channel] = texture[from + channel]! * clear * light + HAZE[channel]! * (1 - clear);
    }
  }
}

/** @param below the horizon, in pixels */
function rowAt(below: number, scale: number): Row {
  const height = -Math.atan(below / scale) * DEGREES;
  const distance = below > 0 ? scale / 2 / below : Infinity;
  return { height, sky: skyAt(height), distance, clear: clearness(distance) };
}

function clearness(distance: number): number {
  return Math.exp(-distance / SIGHT);
}
