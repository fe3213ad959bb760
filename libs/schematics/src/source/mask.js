'use strict';

/**
 * The same text with blanks in place of comments and of what is in strings and templates, character for character: a place
 * found in it is that place in the text, and brackets found in it are brackets of the code.
 *
 * @param {string} text TypeScript
 * @returns {string}
 */
function mask(text) {
  let out = '';
  for (let at = 0; at < text.length;) {
    const end = endOfOpaque(text, at);
    if (end === at) {
      out += text[at++];
      continue;
    }
    const quoted = !text.startsWith('/', at);
    const part = text.slice(at, end);
    out += quoted ? part[0] + blank(part.slice(1, -1)) + part.at(-1) : blank(part);
    at = end;
  }
  return out;
}

/** @param {string} text */
function blank(text) {
  return text.replace(/[^\n]/g, ' ');
}

/** Where a comment, a string or a template that begins here ends; the same place where none begins. */
function endOfOpaque(/** @type {string} */ text, /** @type {number} */ at) {
  if (text.startsWith('//', at)) return endAt(text.indexOf('\n', at), text);
  if (text.startsWith('/*', at)) return endAt(text.indexOf('*/', at + 2) + 2, text, 1);
  const quote = text[at];
  if (quote !== "'" && quote !== '"' && quote !== '`') return at;
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === '\\') end++;
    else if (text[end] === quote) return end + 1;
  }
  return text.length;
}

/** @param {number} found at most `missing` where there is none */
function endAt(found, /** @type {string} */ text, missing = -1) {
  return found <= missing ? text.length : found;
}

/**
 * The place of the bracket that closes the one at `open`; -1 where none does.
 *
 * @param {string} masked
 * @param {number} open
 */
function closing(masked, open) {
  let depth = 0;
  for (let at = open; at < masked.length; at++) {
    if ('([{'.includes(masked[at])) depth++;
    else if (')]}'.includes(masked[at]) && --depth === 0) return at;
  }
  return -1;
}

module.exports = { mask, closing };
