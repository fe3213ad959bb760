import { describe, expect, it } from '@jest/globals';
import { Controls, STILL, together } from './controls.js';

describe('Controls', () => {
  it('counts a held key in every turn until it is let go', () => {
    const controls = new Controls();
    controls.keys.press('w');
    expect([controls.take().forward, controls.take().forward]).toEqual([1, 1]);
    controls.keys.release('w');
    expect(controls.take().forward).toBe(0);
  });

  it('counts a tap between two turns in exactly one', () => {
    const controls = new Controls();
    controls.keys.press('w');
    controls.keys.release('w');
    expect([controls.take().forward, controls.take().forward]).toEqual([1, 0]);
  });

  it('counts several taps of one key between two turns once', () => {
    const controls = new Controls();
    for (let tap = 0; tap < 3; tap++) {
      controls.keys.press('d');
      controls.keys.release('d');
    }
    expect([controls.take().strafe, controls.take().strafe]).toEqual([1, 0]);
  });

  it('holds a key that was tapped and then pressed again', () => {
    const controls = new Controls();
    controls.keys.press('d');
    controls.keys.release('d');
    controls.keys.press('d');
    expect([controls.take().strafe, controls.take().strafe]).toEqual([1, 1]);
  });

  it('takes no notice of a key that is let go without having been pressed', () => {
    const controls = new Controls();
    controls.keys.release('w');
    expect(controls.take()).toEqual(STILL);
  });

  it.each([
    ['w', 's', -1],
    ['s', 'w', 1],
  ] as const)('of %s and then %s, obeys the one that was pressed last', (first, second, forward) => {
    const controls = new Controls();
    controls.keys.press(first);
    controls.keys.press(second);
    expect(controls.take().forward).toBe(forward);
    // A keyboard repeats what is held; that is no new press.
    controls.keys.press(first);
    expect(controls.take().forward).toBe(forward);
    controls.keys.release(second);
    expect(controls.take().forward).toBe(-forward);
  });

  it('adds up the moves of a pointer, and uses them once', () => {
    const controls = new Controls();
    controls.movePointer(10, 4);
    controls.movePointer(20, -24);
    const { lookRight, lookUp } = controls.take();
    expect(lookRight).toBeCloseTo(30 * 0.15);
    expect(lookUp).toBeCloseTo(20 * 0.15);
    expect(Math.abs(controls.take().lookRight)).toBe(0);
  });

  it('holds axes until they are set again, and lets keys go before them', () => {
    const controls = new Controls();
    controls.setAxes({ forward: 0.5, strafe: -0.25, turn: 1 });
    expect(controls.take()).toMatchObject({ forward: 0.5, strafe: -0.25, turn: 1 });
    controls.keys.press('s');
    expect(controls.take()).toMatchObject({ forward: -1, strafe: -0.25, turn: 1 });
    controls.release();
    expect(controls.take()).toMatchObject({ forward: 0, strafe: 0, turn: 0 });
  });
});

describe('together', () => {
  it('is still where nobody steers', () => {
    expect(together([])).toEqual(STILL);
  });

  it('bounds what several want at once, and lets opposite wishes cancel out', () => {
    const [forth, back] = [
      { ...STILL, forward: 1, lookRight: 4 },
      { ...STILL, forward: -1, lookRight: 5 },
    ];
    expect(together([forth, forth])).toMatchObject({ forward: 1, lookRight: 8 });
    expect(together([forth, back])).toMatchObject({ forward: 0, lookRight: 9 });
  });
});
