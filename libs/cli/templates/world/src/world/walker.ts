export const KEYS = ['w', 'a', 's', 'd'] as const;
export type Key = (typeof KEYS)[number];

const METERS_A_TURN = 0.12;
const RADIANS_A_PIXEL = 0.003;
/** Farthest look up or down, in radians. */
const MAX_PITCH = 0.6;

/** Where somebody stands in the world, and where he looks. */
export class Walker {
  /** Meters to the east and to the south. */
  x = 0;
  y = 0;
  /** Radians clockwise from the east. */
  heading = 0;
  /** Radians above the horizon. */
  pitch = 0;

  /** One step, as the keys say that are held. */
  walk(held: ReadonlySet<Key>): void {
    const forward = Number(held.has('w')) - Number(held.has('s'));
    const right = Number(held.has('d')) - Number(held.has('a'));
    // Not faster along the diagonal.
    const step = METERS_A_TURN / Math.max(1, Math.hypot(forward, right));
    this.x += step * (forward * Math.cos(this.heading) - right * Math.sin(this.heading));
    this.y += step * (forward * Math.sin(this.heading) + right * Math.cos(this.heading));
  }

  /** @param dx pixels to the right @param dy pixels down */
  look(dx: number, dy: number): void {
    this.heading += dx * RADIANS_A_PIXEL;
    this.pitch = Math.min(MAX_PITCH, Math.max(-MAX_PITCH, this.pitch - dy * RADIANS_A_PIXEL));
  }
}
