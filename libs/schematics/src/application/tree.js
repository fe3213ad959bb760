'use strict';

/**
 * What is used of a tree of the schematics runner. Written down here so that this package needs no other at run time.
 *
 * @typedef {object} Tree
 * @property {(path: string) => Buffer | null} read
 * @property {(path: string) => boolean} exists
 * @property {(path: string, content: string) => void} create
 * @property {(path: string, content: string) => void} overwrite
 * @property {(path: string) => { visit(visitor: (path: string) => void): void }} getDir
 */

/**
 * @typedef {object} Context
 * @property {{ info(text: string): void, warn(text: string): void }} logger
 * @property {(task: { toConfiguration(): object }) => unknown} addTask
 */

/** @typedef {(tree: Tree, context: Context) => Tree} Rule */

module.exports = {};
