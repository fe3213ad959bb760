'use strict';

const { posix } = require('node:path');
const { CORE, findModels, readApplication } = require('../application/application.js');
const { addDependencies } = require('../application/json-file.js');
const { installTask } = require('../model/install-task.js');
const { model } = require('../model/index.js');
const { Refusal } = require('../refusal.js');
const { addElement, addImport } = require('../source/edit.js');
const { closing, mask } = require('../source/mask.js');
const { propertyOf } = require('../source/object-literal.js');
const { PEERS } = require('./peers.js');

/** The page of the reactor, where the application has controllers of its own: one of them may answer at the root. */
const OWN_PATH = "signaling: { playground: { path: '/reactor' } }";

/**
 * Wires the reactor into the application. A second run finds all in place and changes nothing.
 *
 * @param {{ sourceRoot?: string, model?: string }} options
 * @returns {import('../application/tree.js').Rule}
 */
exports.nestAdd = (options) => (tree, context) => {
  const application = readApplication(tree, options);
  const models = findModels(tree, application.sourceRoot);
  const said = [];
  if (models === undefined) {
    tree.overwrite(application.module, withReactor(tree, application));
    said.push(`${application.module} imports ReactorModule`);
    model({ name: options.model || 'hello', sourceRoot: application.sourceRoot })(tree, context);
    said.push(`${posix.join(application.sourceRoot, `${options.model || 'hello'}.model.ts`)} is the first model`);
  }
  if (closeInOrder(tree, application.main))
    said.push(`${application.main} closes the application in order at a signal`);
  const added = addDependencies(tree, peersFor(application));
  if (added.length > 0) {
    context.addTask(installTask());
    said.push(`package.json has ${added.join(', ')}`);
  }
  for (const change of said) context.logger.info(change);
  context.logger.info(
    said.length === 0
      ? `${models.path} has ReactorModule already; nothing was changed`
      : `Build and start the application: the page of the reactor is at ${pageOf(tree, application)}.`,
  );
  return tree;
};

/** The file of the root module with ReactorModule among its imports. */
function withReactor(tree, { module, moduleClass }) {
  const text = tree.read(module).toString();
  const masked = mask(text);
  const declared = masked.search(new RegExp(`\\bclass\\s+${moduleClass}\\b`));
  const decorator = declared < 0 ? -1 : masked.lastIndexOf('@Module', declared);
  const open = decorator < 0 ? -1 : masked.indexOf('(', decorator);
  const close = open < 0 ? -1 : closing(masked, open);
  const object = close < 0 ? -1 : masked.slice(0, close).indexOf('{', open);
  if (object < 0 || masked.slice(open + 1, object).trim() !== '') {
    throw unreadable(module, moduleClass, `has no @Module({ … })`);
  }
  const controllers = propertyOf(masked, object, 'controllers');
  const hasPages = controllers !== undefined && /\w/.test(masked.slice(controllers.start, controllers.end));
  const element = `ReactorModule.forRoot({ models: []${hasPages ? `, ${OWN_PATH}` : ''} })`;
  const imports = propertyOf(masked, object, 'imports');
  if (imports !== undefined && masked[imports.start] !== '[') {
    throw unreadable(module, moduleClass, 'has imports that are no list in place');
  }
  const wired =
    imports === undefined
      ? `${text.slice(0, object + 1)}${propertyText(text, masked, object, `imports: [${element}]`)}${text.slice(object + 1)}`
      : addElement(text, imports.start, element);
  return addImport(wired, 'ReactorModule', CORE);
}

/** A property as the first of an object: on a line of its own where the object has several. */
function propertyText(text, masked, object, property) {
  const inside = masked.slice(object + 1, closing(masked, object));
  if (inside.trim() === '') return ` ${property} `;
  const line = /^\s*?\n([ \t]*)/.exec(inside);
  return line === null ? ` ${property},` : `\n${line[1]}${property},`;
}

/** Path of the page, as the module has it now. */
function pageOf(tree, { module }) {
  return tree.read(module)?.toString().includes(OWN_PATH) ? '/reactor' : '/';
}

function unreadable(module, moduleClass, problem) {
  return new Refusal(
    'unreadable',
    `${moduleClass} in ${module} ${problem}; add ReactorModule.forRoot({ models: [] }) to its imports yourself`,
  );
}

/** Lets a signal close the application in order. @returns {boolean} whether the file was changed */
function closeInOrder(tree, main) {
  const text = tree.read(main).toString();
  const masked = mask(text);
  if (/\benableShutdownHooks\b/.test(masked)) return false;
  const created = /\b(?:const|let)\s+(\w+)\s*=\s*await\s+NestFactory\s*\.\s*create\b/.exec(masked);
  if (created === null) return false;
  const open = masked.indexOf('(', created.index);
  const end = masked.indexOf('\n', closing(masked, open));
  if (end < 0) return false;
  const indent = /[ \t]*$/.exec(text.slice(0, created.index))[0];
  tree.overwrite(main, `${text.slice(0, end)}\n${indent}${created[1]}.enableShutdownHooks();${text.slice(end)}`);
  return true;
}

/** Nest's own packages in the version that the application has. */
function peersFor({ packageJson }) {
  const nest = packageJson.dependencies?.['@nestjs/common'];
  return Object.fromEntries(
    Object.entries(PEERS).map(([name, range]) => [name, name.startsWith('@nestjs/') ? (nest ?? range) : range]),
  );
}
