'use strict';

const { posix } = require('node:path');
const { addDependencies } = require('../application/json-file.js');
const { CORE, findModels, readApplication } = require('../application/application.js');
const { Refusal } = require('../refusal.js');
const { addElement, addImport } = require('../source/edit.js');
const { modelSource, modelSpec } = require('../templates/model.js');
const { onnxModelSource } = require('../templates/onnx-model.js');
const { pythonEntrySource, pythonSource, pythonSpec } = require('../templates/python-model.js');
const { installTask } = require('./install-task.js');
const { namesOf } = require('./names.js');

/** What ONNX models need beside the framework. */
const ONNX = { 'onnxruntime-node': '^1.20.0' };

/** Otherwise its installation downloads CUDA, on machines without a GPU too. */
const ONNX_SETTING = 'onnxruntime-node-install=skip';

/** Folder of Python models, beside the sources: the compiler copies no Python. */
const PYTHON_FOLDER = 'models';

/**
 * @typedef {object} ModelOptions
 * @property {string} [name]
 * @property {string} [path] folder relative to the sources
 * @property {string} [sourceRoot]
 * @property {boolean} [spec]
 */

/** @param {ModelOptions} options @returns {import('../application/tree.js').Rule} */
exports.model = (options) => (tree, context) => {
  const made = begin(tree, options);
  write(tree, made.path, modelSource(made.names, made.application.isEsm));
  writeSpec(tree, context, options, made, modelSpec(made.names));
  return register(tree, context, made, made.names.className);
};

/** @param {ModelOptions} options @returns {import('../application/tree.js').Rule} */
exports.onnxModel = (options) => (tree, context) => {
  const made = begin(tree, options);
  write(tree, made.path, onnxModelSource(made.names, made.application.isEsm));
  if (addDependencies(tree, ONNX).length > 0) context.addTask(installTask());
  const settings = tree.read('.npmrc')?.toString() ?? '';
  if (!settings.includes('onnxruntime-node-install')) put(tree, '.npmrc', withLine(settings, ONNX_SETTING));
  const { file } = made.names;
  context.logger.info(
    `Put the network into ${posix.join(posix.dirname(made.path), `${file}.onnx`)}, and let the build copy it: "assets": ["**/*.onnx"] in the compilerOptions of nest-cli.json.`,
  );
  return register(tree, context, made, made.names.className);
};

/** @param {ModelOptions} options @returns {import('../application/tree.js').Rule} */
exports.pythonModel = (options) => (tree, context) => {
  const made = begin(tree, options);
  const { className, wire } = made.names;
  write(tree, made.path, pythonEntrySource(made.names, PYTHON_FOLDER));
  write(tree, `${PYTHON_FOLDER}/${wire}.py`, pythonSource(made.names));
  writeSpec(tree, context, options, made, pythonSpec(made.names));
  context.logger.info(
    `The model needs Python 3.10 with numpy: python3 -m venv ${PYTHON_FOLDER}/.venv && ${PYTHON_FOLDER}/.venv/bin/pip install numpy`,
  );
  return register(tree, context, made, className[0].toLowerCase() + className.slice(1));
};

/** @param {import('../application/tree.js').Tree} tree @param {ModelOptions} options */
function begin(tree, options) {
  const application = readApplication(tree, options);
  const names = namesOf(options);
  const path = posix.join(application.sourceRoot, names.folder, `${names.file}.model.ts`);
  return { application, names, path };
}

/** @param {ReturnType<typeof begin>} made @param {ModelOptions} options @param {string} text */
function writeSpec(tree, context, options, made, text) {
  if (options.spec === false) return;
  if (made.application.tests === 'vitest') {
    write(tree, made.path.replace(/\.ts$/, '.spec.ts'), text);
    return;
  }
  context.logger.warn(
    'No test was made: the packages are ES modules, which jest does not load in a CommonJS application. The guide on tests has a way with vitest.',
  );
}

/**
 * Lists the model in the module, where that can be read.
 *
 * @param {ReturnType<typeof begin>} made
 * @param {string} exported
 */
function register(tree, context, { application, path }, exported) {
  const models = findModels(tree, application.sourceRoot);
  if (models?.open === undefined) {
    const where =
      models === undefined ? `run nest add ${CORE} first, or add` : `${models.path} makes its list elsewhere: add`;
    context.logger.warn(`${exported} is not served yet: ${where} it to the models of ReactorModule.`);
    return tree;
  }
  const text = tree.read(models.path).toString();
  const listed = addElement(text, models.open, exported);
  tree.overwrite(models.path, addImport(listed, exported, importPath(models.path, path, application.isEsm)));
  return tree;
}

/** How one file imports another. */
function importPath(/** @type {string} */ from, /** @type {string} */ to, /** @type {boolean} */ isEsm) {
  const relative = posix.relative(posix.dirname(from), to).replace(/\.ts$/, isEsm ? '.js' : '');
  return relative.startsWith('.') ? relative : `./${relative}`;
}

function write(tree, /** @type {string} */ path, /** @type {string} */ text) {
  if (tree.exists(path)) {
    throw new Refusal('already_exists', `${path} is there already; choose another name, or delete it`);
  }
  tree.create(path, text);
}

function put(tree, /** @type {string} */ path, /** @type {string} */ text) {
  if (tree.exists(path)) tree.overwrite(path, text);
  else tree.create(path, text);
}

function withLine(/** @type {string} */ text, /** @type {string} */ line) {
  return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`;
}
