'use strict';

const { Refusal } = require('../refusal.js');
const { mask } = require('../source/mask.js');

/**
 * A JSON file, which may have comments and commas too many, as `tsconfig.json` may; undefined where there is none.
 *
 * @param {import('./tree.js').Tree} tree
 * @param {string} path
 * @returns {Record<string, any> | undefined}
 */
function readJson(tree, path) {
  const text = tree.read(path)?.toString();
  if (text === undefined) return undefined;
  try {
    return JSON.parse(withoutComments(text));
  } catch (error) {
    throw new Refusal('unreadable', `${path} is no JSON (${error.message}); correct it`);
  }
}

/** @param {string} text */
function withoutComments(text) {
  const masked = mask(text);
  let out = '';
  for (let at = 0; at < text.length; at++) {
    const isComment = masked[at] === ' ' && text[at] !== ' ' && !isQuoted(masked, at);
    const isTrailing = masked[at] === ',' && /^,\s*[}\]]/.test(masked.slice(at));
    out += isComment || isTrailing ? ' ' : text[at];
  }
  return out;
}

/** Whether the place is within a string: an odd number of quotes comes before it. */
function isQuoted(/** @type {string} */ masked, /** @type {number} */ at) {
  return masked.slice(0, at).split('"').length % 2 === 0;
}

/**
 * Adds dependencies that are not there yet, in the order of their names.
 *
 * @param {import('./tree.js').Tree} tree
 * @param {Record<string, string>} wanted ranges by name
 * @returns {string[]} what was added
 */
function addDependencies(tree, wanted) {
  const text = tree.read('package.json')?.toString() ?? '{}';
  const manifest = JSON.parse(text);
  const known = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
  const added = Object.keys(wanted).filter((name) => !(name in known));
  if (added.length === 0) return added;
  const all = { ...manifest.dependencies, ...Object.fromEntries(added.map((name) => [name, wanted[name]])) };
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? '  ';
  tree.overwrite('package.json', `${JSON.stringify({ ...manifest, dependencies: sorted }, null, indent)}\n`);
  return added;
}

module.exports = { addDependencies, readJson };
