import { describe, expect, it } from '@jest/globals';
import { ConnectionIds } from './connection-ids.js';

describe('ConnectionIds', () => {
  it('draws from 1002 to 9999, never one twice', () => {
    const ids = new ConnectionIds();
    const drawn = Array.from({ length: 500 }, () => ids.next());
    expect(new Set(drawn).size).toBe(500);
    for (const id of drawn) expect(id! >= 1002 && id! <= 9999).toBe(true);
  });

  it('gives up after a hundred draws of what was given already', () => {
    let draws = 0;
    const ids = new ConnectionIds(() => {
      draws++;
      return 1002;
    });
    expect([ids.next(), ids.next()]).toEqual([1002, undefined]);
    expect(draws).toBe(101);
  });
});
