import { describe, expect, it } from '@jest/globals';
import { Backoff } from './backoff.js';

describe('Backoff', () => {
  it('doubles the wait up to ten seconds', () => {
    const backoff = new Backoff({}, () => 1);
    expect(Array.from({ length: 7 }, () => backoff.next())).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  });

  it('takes up to a fifth off, so that pages do not come back all at once', () => {
    expect(new Backoff({}, () => 0).next()).toBe(400);
  });

  it('starts over after a connection that lived long, and not after one that broke at once', () => {
    const backoff = new Backoff({}, () => 1);
    backoff.next();
    backoff.lived(9_999);
    expect(backoff.next()).toBe(1000);
    backoff.lived(10_000);
    expect(backoff.next()).toBe(500);
  });
});
