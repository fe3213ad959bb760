'use strict';

const { closing } = require('./mask.js');

/**
 * The value of a property of an object literal.
 *
 * @param {string} masked
 * @param {number} open place of its `{`
 * @param {string} name
 * @returns {{ start: number, end: number } | undefined} from the value's first character to the one behind its last
 */
function propertyOf(masked, open, name) {
  const close = closing(masked, open);
  for (let at = open + 1; at < close;) {
    const key = /^\s*(\w+)\s*:\s*/.exec(masked.slice(at, close));
    const end = endOfPart(masked, at, close);
    if (key !== null && key[1] === name) {
      const start = at + key[0].length;
      return { start, end: start + masked.slice(start, end).trimEnd().length };
    }
    at = end + 1;
  }
  return undefined;
}

/** Where the part of a list that begins here ends: at its comma, or at the list's end. */
function endOfPart(/** @type {string} */ masked, /** @type {number} */ at, /** @type {number} */ close) {
  for (let end = at; end < close; end++) {
    if (masked[end] === ',') return end;
    if ('([{'.includes(masked[end])) end = closing(masked, end);
  }
  return close;
}

module.exports = { propertyOf };
