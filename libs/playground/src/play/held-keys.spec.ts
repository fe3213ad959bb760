import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeRunner } from '../testing/fake-runner.js';
import { HeldKeys } from './held-keys.js';

const W = { value: 'w', codes: ['KeyW', 'ArrowUp'], label: 'W' };
const A = { value: 'a', codes: ['KeyA'], label: 'A' };

let runner: FakeRunner;
let held: HeldKeys;

const sent = (): unknown[] => runner.sent.map(({ k, down }) => `${String(k)} ${down === true ? 'down' : 'up'}`);
async function pass(ms: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(ms);
}

beforeEach(() => {
  jest.useFakeTimers();
  runner = new FakeRunner();
  held = new HeldKeys({ command: 'go', keyField: 'k', pressedField: 'down', keys: [W, A] }, runner);
});
afterEach(() => void jest.useRealTimers());

describe('held keys', () => {
  it('are sent as they go down and up, several at once, without waiting for an answer', () => {
    held.press(W, 'KeyW');
    held.press(A, 'KeyA');
    held.release(W, 'KeyW');
    held.release(A, 'KeyA');
    expect(sent()).toEqual(['w down', 'a down', 'w up', 'a up']);
  });

  it('are sent once, however often the keyboard repeats them', () => {
    for (let i = 0; i < 5; i++) held.press(W, 'KeyW');
    expect(sent()).toEqual(['w down']);
  });

  it('are released with the last that holds them', () => {
    held.press(W, 'KeyW');
    held.press(W, 'touch 1');
    held.release(W, 'KeyW');
    expect([sent(), held.isHeld(W)]).toEqual([['w down'], true]);
    held.release(W, 'touch 1');
    expect([sent(), held.isHeld(W)]).toEqual([['w down', 'w up'], false]);
  });

  it('are all released at once, and a key that comes up later is nothing', () => {
    held.press(W, 'KeyW');
    held.press(A, 'KeyA');
    held.releaseAll();
    held.release(W, 'KeyW');
    expect(sent()).toEqual(['w down', 'a down', 'w up', 'a up']);
  });

  it('do not stay down where the release was refused', async () => {
    held.press(W, 'KeyW');
    runner.take();
    held.release(W, 'KeyW');
    runner.refuse({ '': 'too many commands' });
    await pass(199);
    expect(sent()).toHaveLength(2);
    await pass(1);
    expect(sent()).toEqual(['w down', 'w up', 'w up']);
  });

  it('are not sent again where a newer event has come, or the connection is gone', async () => {
    held.press(W, 'KeyW');
    const first = runner.calls[0]!;
    held.release(W, 'KeyW');
    first.answer({ ok: false, code: 'rate_limited', errors: new Map() });
    await pass(1_000);
    expect(sent()).toEqual(['w down', 'w up']);
    runner.refuse({ '': 'no' });
    held.forget();
    await pass(1_000);
    expect(sent()).toEqual(['w down', 'w up']);
  });

  it('are found by any of their keys', () => {
    expect([held.keyOf('ArrowUp'), held.keyOf('KeyQ')]).toEqual([W, undefined]);
  });
});
