import { describe, expect, it } from '@jest/globals';
import { clockWords, waitWords } from './wait-words.js';

describe('waitWords', () => {
  it.each([
    [undefined, ''],
    [0, 'Less than a minute'],
    [44_999, 'Less than a minute'],
    [45_000, 'About a minute'],
    [89_999, 'About a minute'],
    [90_000, 'About 2 minutes'],
    [600_000, 'About 10 minutes'],
  ])('of %p ms', (ms, words) => {
    expect(waitWords(ms)).toBe(words);
  });
});

describe('clockWords', () => {
  it.each([
    [-5, '0:00'],
    [1, '0:01'],
    [65_000, '1:05'],
    [3_600_000, '60:00'],
  ])('of %p ms', (ms, words) => {
    expect(clockWords(ms)).toBe(words);
  });
});
