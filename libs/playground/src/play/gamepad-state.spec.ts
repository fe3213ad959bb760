import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeRunner } from '../testing/fake-runner.js';
import { GamepadState } from './gamepad-state.js';

const RANGE = { min: -1, max: 1, integer: false };

let runner: FakeRunner;
let state: GamepadState;
const pad = (stick: number, pressed = false) => ({ axes: [0, stick, 0, 0], buttons: [{ pressed }] });

beforeEach(() => {
  runner = new FakeRunner();
  state = new GamepadState(
    {
      command: 'go',
      axes: [{ field: 'forward', index: 1, sign: -1, range: RANGE }],
      buttons: [{ field: 'fire', index: 0 }],
    },
    runner,
  );
});

describe('a gamepad', () => {
  it.each([
    [-1, 1],
    [1, -1],
    [-0.575, 0.5],
    [0.15, undefined],
    [-0.1, undefined],
  ])('whose stick is at %d gives %s', (stick, forward) => {
    state.update(pad(stick));
    expect(runner.sent).toEqual(forward === undefined ? [] : [{ forward, fire: false }]);
  });

  it('that nobody touches, or that is not there, sends nothing', () => {
    state.update(undefined);
    state.update(pad(0.02));
    expect(runner.sent).toEqual([]);
  });

  it('sends all of it when anything has changed, once', () => {
    state.update(pad(0, true));
    state.update(pad(0.001, true));
    expect(runner.sent).toEqual([{ forward: 0, fire: true }]);
  });

  it('is at rest once it is gone', async () => {
    state.update(pad(-1));
    runner.take();
    state.update(undefined);
    while (runner.sent.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(runner.sent[1]).toEqual({ forward: 0, fire: false });
  });
});
