'use strict';

const { posix } = require('node:path');
const { Refusal } = require('../refusal.js');
const { importsOf } = require('../source/edit.js');
const { closing, mask } = require('../source/mask.js');
const { propertyOf } = require('../source/object-literal.js');
const { readJson } = require('./json-file.js');

const CORE = '@nestjs-reactor/core';

/** Flags of the compiler that models need, with the values that `nest new` sets. */
const FLAGS = { experimentalDecorators: true, emitDecoratorMetadata: true };

/** Kinds of modules with which the packages' exports are found. */
const MODULES = /^(node16|node18|node20|nodenext)$/i;

/**
 * What a Nest application is, as far as it can be read from its files.
 *
 * @typedef {object} Application
 * @property {string} sourceRoot folder of its sources
 * @property {boolean} isEsm its `package.json` says `"type": "module"`
 * @property {string} main path of the file that starts it
 * @property {string} module path of the file of its root module
 * @property {string} moduleClass
 * @property {Record<string, unknown>} packageJson
 * @property {'vitest' | 'jest' | undefined} tests what its tests run with
 */

/**
 * Reads the application in the tree. Throws `no_application`, `unsupported` and `unreadable`, each with what to do.
 *
 * @param {import('./tree.js').Tree} tree
 * @param {{ sourceRoot?: string }} options
 * @returns {Application}
 */
function readApplication(tree, { sourceRoot: given }) {
  const packageJson = readJson(tree, 'package.json');
  if (packageJson === undefined) {
    throw new Refusal('no_application', 'there is no package.json here; run this in the folder of a Nest application');
  }
  const nest = readJson(tree, 'nest-cli.json') ?? {};
  const sourceRoot = given || String(nest.sourceRoot ?? 'src');
  const main = posix.join(sourceRoot, `${String(nest.entryFile ?? 'main')}.ts`);
  const { moduleClass, module } = rootModuleOf(tree, main);
  checkCompiler(tree);
  return {
    sourceRoot,
    isEsm: packageJson.type === 'module',
    main,
    module,
    moduleClass,
    packageJson,
    tests: testsOf(packageJson),
  };
}

/** @param {import('./tree.js').Tree} tree @param {string} main */
function rootModuleOf(tree, main) {
  const text = tree.read(main)?.toString();
  if (text === undefined) {
    throw new Refusal('no_application', `there is no ${main}; name the folder of the sources with --source-root`);
  }
  const masked = mask(text);
  if (/\bFastifyAdapter\b/.test(masked)) {
    throw new Refusal(
      'unsupported',
      `${main} starts the application on Fastify; the reactor needs Express, Nest's default`,
    );
  }
  const created = /\bNestFactory\s*\.\s*create\s*(?:<[^(]*>)?\(\s*(\w+)/.exec(masked);
  if (created === null) {
    throw new Refusal(
      'unreadable',
      `${main} has no NestFactory.create(SomeModule); add ReactorModule.forRoot({ models: [] }) to the imports of the root module yourself`,
    );
  }
  const moduleClass = created[1];
  const from = importsOf(text).find(({ names }) => names?.includes(moduleClass))?.from;
  if (from === undefined || !from.startsWith('.')) {
    throw new Refusal(
      'unreadable',
      `${main} does not import ${moduleClass} from a file; import it from a file of its own`,
    );
  }
  const base = posix.join(posix.dirname(main), from.replace(/\.js$/, ''));
  const module = [`${base}.ts`, `${base}/index.ts`].find((path) => tree.exists(path));
  if (module === undefined) {
    throw new Refusal('unreadable', `${main} imports ${moduleClass} from ${from}, and there is no ${base}.ts`);
  }
  return { moduleClass, module };
}

/** @param {import('./tree.js').Tree} tree */
function checkCompiler(tree) {
  const compiler = readJson(tree, 'tsconfig.json')?.compilerOptions;
  if (typeof compiler !== 'object' || compiler === null) {
    throw new Refusal(
      'unreadable',
      'tsconfig.json has no compilerOptions; run this in the folder of a Nest application',
    );
  }
  const wrong = Object.entries(FLAGS).filter(([flag, value]) => compiler[flag] !== value);
  const isOld = !MODULES.test(String(compiler.module));
  if (wrong.length === 0 && !isOld) return;
  const wanted = [...wrong.map(([flag]) => `"${flag}": true`), ...(isOld ? ['"module": "nodenext"'] : [])];
  throw new Refusal(
    'unsupported',
    `tsconfig.json needs ${wanted.join(', ')}${isOld ? ' and no other moduleResolution' : ''}; set that and run this again`,
  );
}

/** @param {Record<string, unknown>} packageJson @returns {'vitest' | 'jest' | undefined} */
function testsOf({ devDependencies = {}, dependencies = {} }) {
  const installed = { .../** @type {object} */ (dependencies), .../** @type {object} */ (devDependencies) };
  if ('vitest' in installed) return 'vitest';
  return 'jest' in installed ? 'jest' : undefined;
}

/**
 * Where the reactor's models are listed: the place of the `[` of `ReactorModule.forRoot({ models: [ … ] })`.
 *
 * @param {import('./tree.js').Tree} tree
 * @param {string} sourceRoot
 * @returns {{ path: string, open: number | undefined } | undefined} `open` is undefined where the list is made elsewhere
 */
function findModels(tree, sourceRoot) {
  let found;
  tree.getDir(`/${sourceRoot}`).visit((path) => {
    if (found !== undefined || !path.endsWith('.ts') || path.endsWith('.spec.ts') || path.includes('/node_modules/'))
      return;
    const text = tree.read(path)?.toString() ?? '';
    if (!text.includes(CORE)) return;
    const masked = mask(text);
    const call = /\bReactorModule\s*\.\s*(forRoot|forRootAsync)\s*\(/.exec(masked);
    if (call === null) return;
    const object = masked.indexOf('{', call.index);
    const isPlain = call[1] === 'forRoot' && masked.slice(call.index + call[0].length, object).trim() === '';
    const models = isPlain && closing(masked, object) > 0 ? propertyOf(masked, object, 'models') : undefined;
    found = {
      path: path.slice(1),
      open: models !== undefined && masked[models.start] === '[' ? models.start : undefined,
    };
  });
  return found;
}

module.exports = { CORE, findModels, readApplication };
