import { describe, expect, it } from '@jest/globals';
import { HeldKeys } from './held-keys.js';

describe('HeldKeys', () => {
  it('counts a held key in every turn until it is released', () => {
    const keys = new HeldKeys<'a' | 'd'>();
    keys.press('a');
    expect([keys.take(), keys.take()]).toEqual([['a'], ['a']]);
    keys.release('a');
    expect(keys.take()).toEqual([]);
  });

  it('counts a tap between two turns in exactly one, however often it was tapped', () => {
    const keys = new HeldKeys<'a' | 'd'>();
    for (let tap = 0; tap < 3; tap++) {
      keys.press('a');
      keys.release('a');
    }
    expect([keys.take(), keys.take()]).toEqual([['a'], []]);
  });

  it('has the key that was pressed last at the end, and knows a repeated press as the same one', () => {
    const keys = new HeldKeys<'a' | 'd'>();
    keys.press('a');
    keys.press('d');
    keys.press('a');
    expect(keys.take()).toEqual(['a', 'd']);
  });

  it('forgets everything when it is cleared, taps as well', () => {
    const keys = new HeldKeys<'a' | 'd'>();
    keys.press('a');
    keys.press('d');
    keys.release('d');
    keys.clear();
    expect(keys.take()).toEqual([]);
  });
});
