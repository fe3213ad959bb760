'use strict';

const { closing, mask } = require('./mask.js');

/**
 * Adds an element to an array literal, on a line of its own where the others are.
 *
 * @param {string} text
 * @param {number} open place of its `[`
 * @param {string} element
 */
function addElement(text, open, element) {
  const masked = mask(text);
  const close = closing(masked, open);
  const inside = masked.slice(open + 1, close);
  if (inside.trim() === '') return text.slice(0, open + 1) + element + text.slice(close);
  const last = open + 1 + inside.trimEnd().length;
  const hasComma = masked[last - 1] === ',';
  const line = /\n([ \t]*)\S[^\n]*$/.exec(masked.slice(0, last));
  const isSpread = inside.includes('\n') && line !== null;
  const between = isSpread ? `\n${line[1]}` : ' ';
  return `${text.slice(0, last)}${hasComma ? '' : ','}${between}${element}${isSpread ? ',' : ''}${text.slice(last)}`;
}

/**
 * Adds names to the imports from a module: to the declaration that is there, or in a new one behind the others.
 *
 * @param {string} text
 * @param {string} name
 * @param {string} from
 */
function addImport(text, name, from) {
  const known = importsOf(text).find((one) => one.from === from && one.names !== undefined);
  if (known !== undefined) {
    if (known.names.includes(name)) return text;
    const close = text.indexOf('}', known.start);
    const before = text.slice(0, close).trimEnd();
    return `${before}${before.endsWith(',') ? '' : ','} ${name} ${text.slice(close)}`.replace(
      `{, ${name}`,
      `{ ${name}`,
    );
  }
  const last = importsOf(text).at(-1);
  const declaration = `import { ${name} } from ${quoteOf(text)}${from}${quoteOf(text)};`;
  if (last === undefined) return `${declaration}\n${text}`;
  return `${text.slice(0, last.end)}\n${declaration}${text.slice(last.end)}`;
}

/**
 * @param {string} text
 * @returns {{ start: number, end: number, from: string, names: string[] | undefined }[]} `names` of `{ … }`
 */
function importsOf(text) {
  const masked = mask(text);
  return [...masked.matchAll(/^import\b[^;'"]*?(['"])( *)\1;?/gm)].map((found) => {
    const start = found.index;
    const end = start + found[0].length;
    const source = text.slice(start, end);
    const from = /(['"])([^'"]*)\1;?$/.exec(source)?.[2] ?? '';
    const braces = /^import\s*\{([^}]*)\}/.exec(masked.slice(start, end));
    const names = braces?.[1].split(',').map((name) => name.trim());
    return { start, end, from, names: names?.filter((name) => name !== '') };
  });
}

/** The quote that the file's own imports use. */
function quoteOf(/** @type {string} */ text) {
  return /^import\b[^'"]*(["'])/m.exec(text)?.[1] ?? "'";
}

module.exports = { addElement, addImport, importsOf };
