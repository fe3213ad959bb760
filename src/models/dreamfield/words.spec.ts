import { describe, expect, it } from '@jest/globals';
import { wordsOf } from './words.js';

describe('wordsOf', () => {
  it.each([
    ['A Red  fox, running!', ['red', 'fox', 'running']],
    ['the edge of the sea', ['edge', 'sea']],
    ['ＮＥＯＮ café', ['neon', 'café']],
    ['桜の海 2049', ['桜の海', '2049']],
    ['… — !?', []],
    ['', []],
  ])('reads %j as %j', (prompt, words) => {
    expect(wordsOf(prompt)).toEqual(words);
  });
});
