import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FrameCredits } from './frame-credits.js';

/** Did it resolve by the next macrotask? */
async function settled(promise: Promise<void>): Promise<boolean> {
  let done = false;
  void promise.then(() => (done = true));
  await new Promise((resolve) => setImmediate(resolve));
  return done;
}

const FOREVER = new AbortController().signal;

describe('the room for what a model emits', () => {
  it('is as deep as it was made, and comes back by grants', async () => {
    const gate = new FrameCredits(2);
    gate.spend(1);
    expect(gate.hasRoom).toBe(true);
    gate.spend(1);
    expect(gate.hasRoom).toBe(false);
    const room = gate.room(FOREVER);
    expect(await settled(room)).toBe(false);
    gate.grant(1);
    expect(await settled(room)).toBe(true);
  });

  it('waits until the debt of a batch is paid', async () => {
    const gate = new FrameCredits(2);
    gate.spend(5);
    const room = gate.room(FOREVER);
    gate.grant(3);
    expect(await settled(room)).toBe(false);
    gate.grant(1);
    expect(await settled(room)).toBe(true);
  });

  it('takes no credit for what was never emitted', () => {
    const gate = new FrameCredits(2);
    gate.grant(10);
    gate.spend(2);
    expect(gate.hasRoom).toBe(false);
  });

  it('may be wider for a while, and is never narrower than it was made', () => {
    const gate = new FrameCredits(2);
    gate.spend(2);
    gate.allow(4);
    expect(gate.hasRoom).toBe(true);
    gate.spend(2);
    gate.allow(0);
    gate.grant(2);
    expect(gate.hasRoom).toBe(false);
    gate.grant(1);
    expect(gate.hasRoom).toBe(true);
  });

  it('wakes who waits when it is widened, reset or given up', async () => {
    for (const wake of [
      (gate: FrameCredits) => gate.allow(9),
      (gate: FrameCredits) => gate.reset(),
      (_: FrameCredits, abort: AbortController) => abort.abort(),
    ]) {
      const gate = new FrameCredits(1);
      const abort = new AbortController();
      gate.spend(3);
      const room = gate.room(abort.signal);
      expect(await settled(room)).toBe(false);
      wake(gate, abort);
      expect(await settled(room)).toBe(true);
    }
  });

  describe('with a wait before it is used', () => {
    const WAIT_MS = 20;
    beforeEach(() => {
      jest.useFakeTimers();
    });
    afterEach(() => {
      jest.useRealTimers();
    });

    /** A gate whose only credit is spent, and which is granted one again. */
    async function waiting(gate: FrameCredits, abort = new AbortController()): Promise<{ done: boolean }> {
      gate.spend(1);
      const turn = { done: false };
      void gate.turn(abort.signal).then(() => (turn.done = true));
      gate.grant(1);
      await jest.advanceTimersByTimeAsync(WAIT_MS - 1);
      return turn;
    }

    it('is used that long after it was made', async () => {
      const gate = new FrameCredits(1);
      gate.allow(1, WAIT_MS);
      const turn = await waiting(gate);
      expect(turn.done).toBe(false);
      await jest.advanceTimersByTimeAsync(1);
      expect(turn.done).toBe(true);
    });

    it.each<[string, (gate: FrameCredits) => void]>([
      ['there was room already', (gate) => gate.allow(2, WAIT_MS)],
      ['the session is new', (gate) => gate.reset()],
    ])('is used at once where %s', async (_, change) => {
      const gate = new FrameCredits(1);
      gate.allow(1, WAIT_MS);
      change(gate);
      expect((await waiting(gate)).done).toBe(true);
    });

    it('is used at once by a model that asked for a deeper queue than it needs', async () => {
      const gate = new FrameCredits(3);
      gate.spend(2);
      gate.allow(1, WAIT_MS);
      expect((await waiting(gate)).done).toBe(true);
    });

    it('is given up with the signal', async () => {
      const abort = new AbortController();
      const gate = new FrameCredits(1);
      gate.allow(1, WAIT_MS);
      const turn = await waiting(gate, abort);
      abort.abort();
      await jest.advanceTimersByTimeAsync(0);
      expect(turn.done).toBe(true);
    });
  });
});
