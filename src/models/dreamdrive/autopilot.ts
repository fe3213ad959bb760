import { clamp, type Pedals } from './pedals.js';
import type { Readout } from './drive-network.js';

/** Enough for the sharpest bend that the road has. */
const CRUISING_SPEED = 0.72;

/** Drives in the right lane, by what the network says of the world it remembers. */
export function autopilot({ speed, lateral, bend }: Readout): Pedals {
  const lane = 0.5;
  return {
    steering: clamp(1.1 * (lane - lateral) + 9 * bend * speed ** 2),
    throttle: clamp(4 * (CRUISING_SPEED - speed)),
  };
}
