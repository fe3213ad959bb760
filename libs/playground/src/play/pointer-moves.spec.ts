import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeRunner } from '../testing/fake-runner.js';
import { PointerMoves } from './pointer-moves.js';

const PIXELS = { min: -100, max: 100, integer: false };
const PLACE = { min: 0, max: 640, integer: true };

let runner: FakeRunner;
const at = (x: number, dx: number, buttons: number) => ({ x, y: 0.5, dx, dy: 0, buttons });
async function answered(): Promise<void> {
  runner.take();
  await jest.advanceTimersByTimeAsync(40);
}

beforeEach(() => {
  jest.useFakeTimers();
  runner = new FakeRunner();
});
afterEach(() => void jest.useRealTimers());

describe('moves of the pointer', () => {
  const moves = () =>
    new PointerMoves({ command: 'look', dx: PIXELS, dy: PIXELS, pressed: false, buttons: false }, runner);

  it('count while a button is down, and add up until they can be sent', async () => {
    const look = moves();
    look.move(at(0.1, 50, 0));
    look.move(at(0.1, 0, 1));
    expect(runner.sent).toEqual([]);
    for (const dx of [1, 2, 3]) look.move(at(0.2, dx, 1));
    expect(runner.sent).toEqual([{ dx: 1, dy: 0 }]);
    await answered();
    expect(runner.sent).toEqual([
      { dx: 1, dy: 0 },
      { dx: 5, dy: 0 },
    ]);
    look.move(at(0.2, 9, 0));
    await answered();
    expect(runner.sent).toHaveLength(2);
  });

  it('stay within the bounds of the model', async () => {
    const look = moves();
    look.move(at(0, 0, 1));
    look.move(at(0, 80, 1));
    look.move(at(0, 80, 1));
    look.move(at(0, 80, 1));
    await answered();
    expect(runner.sent).toEqual([
      { dx: 80, dy: 0 },
      { dx: 100, dy: 0 },
    ]);
  });
});

describe('the place of the pointer', () => {
  const moves = () => new PointerMoves({ command: 'point', x: PLACE, pressed: true, buttons: true }, runner);

  it('is scaled to the bounds, its newest sent, and not sent while it stays', async () => {
    const point = moves();
    point.move(at(0.5, 0, 0));
    point.move(at(0.6, 0, 0));
    point.move(at(0.75, 0, 1));
    point.move(at(0.75, 0, 1));
    await answered();
    await answered();
    expect(runner.sent).toEqual([
      { x: 320, pressed: false, buttons: 0 },
      { x: 480, pressed: true, buttons: 1 },
    ]);
  });

  it('is released where it was', async () => {
    const point = moves();
    point.move(at(0.5, 0, 1));
    await answered();
    point.release();
    point.release();
    expect(runner.sent).toEqual([
      { x: 320, pressed: true, buttons: 1 },
      { x: 320, pressed: false, buttons: 0 },
    ]);
  });
});
