import { dotsOf, GLYPH_HEIGHT, GLYPH_WIDTH } from './glyphs.js';

/** Part of a picture, in pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A text in its place: the ground that it stands on, and what is to be painted. */
export interface TextLayout {
  readonly ground: Rectangle;
  readonly dots: readonly Rectangle[];
}

/** In dots of the font. */
const ADVANCE = GLYPH_WIDTH + 1;
const LINE = GLYPH_HEIGHT + 4;
const MARGIN = 3;

const segmenter = new Intl.Segmenter();

/** What a reader takes for characters, an emoji of several code points too. */
function charactersOf(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** One line, its first letter's top left corner at `x`, `y`. @param scale pixels to a dot */
export function layoutLine(text: string, x: number, y: number, scale: number): TextLayout {
  const characters = charactersOf(text);
  const dots = characters.flatMap((character, i) =>
    dotsOf(character).map(([column, row]): Rectangle => {
      return { x: x + (i * ADVANCE + column) * scale, y: y + row * scale, width: scale, height: scale };
    }),
  );
  const ground = {
    x: x - MARGIN * scale,
    y: y - ((LINE - GLYPH_HEIGHT) / 2) * scale,
    width: (characters.length * ADVANCE - 1 + 2 * MARGIN) * scale,
    height: LINE * scale,
  };
  return { ground, dots };
}

/**
 * A caption near the bottom of a picture, broken into centred lines between words. What does not fit into the picture is
 * left out, and an empty text has no lines.
 */
export function layoutCaption(text: string, width: number, height: number): TextLayout[] {
  const scale = Math.max(1, Math.round(height / 200));
  const perLine = Math.floor((width / scale - 4 * MARGIN) / ADVANCE);
  const atMost = Math.floor((height / scale - 2 * MARGIN) / LINE);
  const lines = breakLines(text, perLine).slice(0, Math.max(0, atMost));
  const top = height - (lines.length * LINE + 2 * MARGIN) * scale;
  return lines.map((line, i) => {
    const left = Math.floor((width - (charactersOf(line).length * ADVANCE - 1) * scale) / 2);
    return layoutLine(line, left, top + i * LINE * scale, scale);
  });
}

/** Lines of at most `perLine` characters; a longer word is cut. */
function breakLines(text: string, perLine: number): string[] {
  if (perLine < 1) return [];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    for (let rest = word; rest !== ''; rest = rest.slice(perLine)) {
      const part = rest.slice(0, perLine);
      if (line !== '' && line.length + 1 + part.length > perLine) {
        lines.push(line);
        line = '';
      }
      line = line === '' ? part : `${line} ${part}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}
