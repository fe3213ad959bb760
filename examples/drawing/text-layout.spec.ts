import { describe, expect, it } from '@jest/globals';
import { dotsOf } from './glyphs.js';
import { layoutCaption, layoutLine } from './text-layout.js';

/** A text as it looks, a dot to a pixel. */
function look(text: string): string[] {
  const { dots } = layoutLine(text, 0, 0, 1);
  const rows = Array.from({ length: 7 }, () => Array.from({ length: 6 * text.length - 1 }, () => ' '));
  for (const { x, y } of dots) rows[y]![x] = '#';
  return rows.map((row) => row.join('').trimEnd());
}

describe('layoutLine', () => {
  it('puts characters side by side', () => {
    expect(look('Hi!')).toEqual([
      '#   #   #     #',
      '#   #         #',
      '#   #  ##     #',
      '#####   #     #',
      '#   #   #     #',
      '#   #   #',
      '#   #  ###    #',
    ]);
  });

  it('has another picture for every printable character, and none for a space', () => {
    const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
    expect(new Set(printable.map((character) => JSON.stringify(dotsOf(character)))).size).toBe(95);
    expect(dotsOf(' ')).toEqual([]);
  });

  it.each([
    ['é', 'e'],
    ['Å', 'A'],
    ['e\u0301', 'e'],
  ])('writes %s as %s', (accented, base) => {
    expect(layoutLine(accented, 0, 0, 1)).toEqual(layoutLine(base, 0, 0, 1));
  });

  it('writes a box for what the font does not have', () => {
    expect(look('世')[0]).toBe('#####');
    expect(look('世')[1]).toBe('#   #');
  });
});

describe('layoutCaption', () => {
  it.each([
    ['nothing', ''],
    ['blanks', '  \n\t '],
  ])('draws nothing for %s', (_, text) => {
    expect(layoutCaption(text, 640, 480)).toEqual([]);
  });

  it('breaks lines between words, centred, all within the picture', () => {
    const lines = layoutCaption('many words in a row '.repeat(10), 320, 240);
    expect(lines.length).toBeGreaterThan(3);
    for (const { ground, dots } of lines) {
      expect(Math.abs(ground.x + ground.width / 2 - 160)).toBeLessThanOrEqual(1);
      for (const { x, y, width, height } of dots) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x + width).toBeLessThanOrEqual(320);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y + height).toBeLessThanOrEqual(240);
      }
    }
  });

  it('cuts a word that is longer than a line', () => {
    expect(layoutCaption('x'.repeat(100), 160, 240).length).toBeGreaterThan(2);
  });

  it.each([
    [1, 1],
    [7, 480],
    [640, 5],
  ])('finds room for what it draws in %d by %d pixels', (width, height) => {
    const dots = layoutCaption('hello', width, height).flatMap((line) => line.dots);
    expect(dots.filter(({ x, y }) => x < 0 || x >= width || y < 0 || y >= height)).toEqual([]);
  });
});
