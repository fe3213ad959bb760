/** Columns of a generated line. */
export const LINE_WIDTH = 120;

/**
 * A comment of TSDoc in front of a declaration, or nothing without text. Texts are the author's: they cannot end the comment.
 *
 * @param paragraphs each on lines of its own
 */
export function docComment(paragraphs: readonly (string | undefined)[], indent: string): string {
  const lines = paragraphs.flatMap((text) =>
    text === undefined ? [] : wrapped(clean(text), LINE_WIDTH - indent.length - 3),
  );
  if (lines.length === 0) return '';
  const [only] = lines;
  if (lines.length === 1 && only!.length + indent.length + 7 <= LINE_WIDTH) return `${indent}/** ${only} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`;
}

function clean(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll('*/', '*\\/')
    .trim();
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (word === '') continue;
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
