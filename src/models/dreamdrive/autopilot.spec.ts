import { describe, expect, it } from '@jest/globals';
import { autopilot } from './autopilot.js';

const CRUISE = { speed: 0.72, lateral: 0.5, bend: 0, offRoad: 0, shake: 0 };

describe('autopilot', () => {
  it('goes straight on where all is well', () => {
    expect(autopilot(CRUISE)).toEqual({ steering: 0, throttle: 0 });
  });

  it('returns to its lane from both sides, and steers into a bend', () => {
    expect(autopilot({ ...CRUISE, lateral: 3 }).steering).toBe(-1);
    expect(autopilot({ ...CRUISE, lateral: -3 }).steering).toBe(1);
    expect(autopilot({ ...CRUISE, bend: 0.05 }).steering).toBeGreaterThan(0.1);
  });

  it('sets off with full throttle, and brakes when it is too fast', () => {
    expect(autopilot({ ...CRUISE, speed: 0 }).throttle).toBe(1);
    expect(autopilot({ ...CRUISE, speed: 1 }).throttle).toBe(-1);
  });
});
