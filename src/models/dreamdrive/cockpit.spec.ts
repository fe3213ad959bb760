import { describe, expect, it } from '@jest/globals';
import { Cockpit } from './cockpit.js';
import { together } from './pedals.js';

describe('Cockpit', () => {
  it('says nothing while nobody touches it', () => {
    expect(new Cockpit().take()).toBeUndefined();
  });

  it.each([
    ['w', { steering: 0, throttle: 1 }],
    ['up', { steering: 0, throttle: 1 }],
    ['s', { steering: 0, throttle: -1 }],
    ['down', { steering: 0, throttle: -1 }],
    ['a', { steering: -1, throttle: 0 }],
    ['left', { steering: -1, throttle: 0 }],
    ['d', { steering: 1, throttle: 0 }],
    ['right', { steering: 1, throttle: 0 }],
  ] as const)('drives with %s until it is released', (key, pedals) => {
    const cockpit = new Cockpit();
    cockpit.keys.press(key);
    expect([cockpit.take(), cockpit.take()]).toEqual([pedals, pedals]);
    cockpit.keys.release(key);
    expect(cockpit.take()).toBeUndefined();
  });

  it('of two opposite keys obeys the one that was pressed last', () => {
    const cockpit = new Cockpit();
    cockpit.keys.press('left');
    cockpit.keys.press('d');
    expect(cockpit.take()?.steering).toBe(1);
    cockpit.keys.release('d');
    expect(cockpit.take()?.steering).toBe(-1);
  });

  it.each([
    ['in the middle', 0.5, 0.5, { steering: 0, throttle: 1 }],
    ['a little to the right', 0.65, 0.5, { steering: 0.5, throttle: 1 }],
    ['at the left edge', 0, 0.5, { steering: -1, throttle: 1 }],
    ['on the car', 0.5, 0.95, { steering: 0, throttle: -1 }],
  ])('drives to a pointer that is held %s', (_, x, y, { steering, throttle }) => {
    const cockpit = new Cockpit();
    cockpit.point(x, y, true);
    const pedals = cockpit.take()!;
    expect(pedals.steering).toBeCloseTo(steering);
    expect(pedals.throttle).toBe(throttle);
    cockpit.point(x, y, false);
    expect(cockpit.take()).toBeUndefined();
  });

  it('puts keys before a held pointer, and that before a gamepad', () => {
    const cockpit = new Cockpit();
    cockpit.turnWheel({ steering: -0.25, throttle: 0.5 });
    expect(cockpit.take()).toEqual({ steering: -0.25, throttle: 0.5 });
    cockpit.point(0.8, 0.5, true);
    expect(cockpit.take()!.steering).toBeCloseTo(1);
    cockpit.keys.press('a');
    expect(cockpit.take()).toEqual({ steering: -1, throttle: 1 });
    cockpit.release();
    expect(cockpit.take()).toBeUndefined();
  });
});

describe('together', () => {
  it('adds up what several do, within what a car can', () => {
    const right = { steering: 0.75, throttle: 1 };
    expect(together([right, right])).toEqual({ steering: 1, throttle: 1 });
    expect(together([right, { steering: -0.75, throttle: -1 }])).toEqual({ steering: 0, throttle: 0 });
    expect(together([])).toEqual({ steering: 0, throttle: 0 });
  });
});
