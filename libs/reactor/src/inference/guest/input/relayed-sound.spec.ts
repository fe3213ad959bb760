import { beforeEach, describe, expect, it } from '@jest/globals';
import { RelayedSound } from './relayed-sound.js';

let relayed: RelayedSound;
beforeEach(() => {
  relayed = new RelayedSound();
});

describe('sound', () => {
  it.each([
    ['passed on whole', 33, 33, true],
    ['passed on in part', 400, 100, true],
    ['made, while nothing is read', 0, 40, false],
    ['made, beyond what is read', 10, 40, false],
  ])('%s: %d ms read and %d ms emitted', (_, read, emitted, covered) => {
    expect(relayed.covers(read, emitted)).toBe(covered);
  });

  it('counts as passed on where a filter holds some of it back', () => {
    const emissions = [20, 40, 42, 38, 40].map((emitted) => relayed.covers(40, emitted));
    expect(emissions).toEqual([true, true, true, true, true]);
  });

  it('of a model that listens and speaks at once counts as made: it cannot outrun what it hears', () => {
    // Each emission that counts as passed on is played at once, and so leaves no time to read more.
    let aheadMs = 0;
    let readMs = 40;
    for (let i = 0; i < 100; i++) {
      const covered = relayed.covers(readMs, 40);
      const playedMs = covered ? 5 : 40;
      aheadMs += 40 - playedMs;
      readMs = playedMs;
    }
    expect(aheadMs).toBeLessThanOrEqual(80);
  });
});
