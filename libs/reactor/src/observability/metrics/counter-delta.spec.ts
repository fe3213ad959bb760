import { describe, expect, it } from '@jest/globals';
import { CounterDelta } from './counter-delta.js';

describe('CounterDelta', () => {
  it('tells what was added, over a counter that starts anew', () => {
    const rising = new CounterDelta();
    expect([3, 5, 5, 2, 4].map((reading) => rising.by(reading))).toEqual([3, 2, 0, 2, 2]);
  });
});
