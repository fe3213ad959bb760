'use strict';

const { posix } = require('node:path');
const { Refusal } = require('../refusal.js');

/**
 * @typedef {object} Names
 * @property {string} folder relative to the sources
 * @property {string} file `lamp-glow`
 * @property {string} className `LampGlow`
 * @property {string} wire `lamp_glow`
 */

/**
 * All forms of a name as it is given: `lampGlow`, `scenes/lamp-glow`. Throws `bad_name`.
 *
 * @param {{ name?: string, path?: string }} options
 * @returns {Names}
 */
function namesOf({ name = '', path = '' }) {
  const given = posix.join(path, name);
  const words = posix
    .basename(given)
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .split(/[-_\s.]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
  const file = words.join('-');
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(file) || given.startsWith('..')) {
    throw new Refusal(
      'bad_name',
      `${JSON.stringify(name)} is no name of a model; use letters, digits and -, as in lamp-glow`,
    );
  }
  const className = words.map((word) => word[0].toUpperCase() + word.slice(1)).join('');
  return { folder: posix.dirname(given), file, className, wire: words.join('_') };
}

module.exports = { namesOf };
