import { describe, expect, it } from '@jest/globals';
import { apiBase } from './playground.middleware.js';

describe('apiBase', () => {
  it.each([
    ['/', './'],
    ['/play/', '../'],
    ['/tools/play/', '../../'],
  ])('of a page at %s is %s', (path, base) => {
    expect(apiBase(path)).toBe(base);
  });
});
