import { describe, expect, it } from '@jest/globals';
import { Rising } from './rising.js';

describe('Rising', () => {
  it('tells what was added, over a counter that starts anew', () => {
    const rising = new Rising();
    expect([3, 5, 5, 2, 4].map((reading) => rising.by(reading))).toEqual([3, 2, 0, 2, 2]);
  });
});
