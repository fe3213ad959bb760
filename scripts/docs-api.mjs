// `npm run docs:api`: the public API of the packages, from their docstrings, as pages of the site: docs/reference/api. TypeDoc
// comes by npm when it is asked for: nobody else needs it. Fails where a public name has no docstring.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = join(import.meta.dirname, '..');
const TOOLS = join(ROOT, '.cache', 'docs');
const OUT = join(ROOT, 'docs', 'reference', 'api');

/** TypeDoc reads the sources with a compiler of its own. */
const PACKAGES = ['typedoc@0.28.20', 'typedoc-plugin-markdown@4.14.1', 'typescript@6.0'];

/** What users import, and the file that it is. */
const ENTRIES = {
  '@nestjs-reactor/core': 'reactor/src/index.ts',
  '@nestjs-reactor/core/testing': 'reactor/src/testing/index.ts',
  '@nestjs-reactor/core/headless': 'reactor/src/headless/index.ts',
  '@nestjs-reactor/client': 'client/src/index.ts',
  '@nestjs-reactor/client/react': 'client/src/react/index.ts',
  '@nestjs-reactor/cli/vite': 'cli/src/vite/index.ts',
  '@nestjs-reactor/protocol': 'protocol/src/index.ts',
  '@nestjs-reactor/protocol/schema': 'protocol/src/schema/index.ts',
  '@nestjs-reactor/protocol/stream': 'protocol/src/stream/index.ts',
};

const { Application, Converter, ReflectionKind } = await typedoc();
const app = await Application.bootstrapWithPlugins({
  name: 'Public API',
  entryPoints: Object.values(ENTRIES).map((file) => join(ROOT, 'libs', file)),
  tsconfig: join(ROOT, 'tsconfig.check.json'),
  plugin: [join(TOOLS, 'node_modules', 'typedoc-plugin-markdown', 'dist', 'index.js')],
  out: OUT,
  readme: 'none',
  entryFileName: 'index',
  excludePrivate: true,
  excludeExternals: true,
  disableSources: true,
  hideBreadcrumbs: true,
  hidePageHeader: true,
  logLevel: 'Warn',
});
app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
  for (const module of project.children ?? []) module.name = nameOf(module);
});
const project = await app.convert();
if (project === undefined) process.exit(1);
const bare = undocumented(project);
if (bare.length > 0) {
  console.error(`These public names have no docstring; write one sentence above each:\n  ${bare.join('\n  ')}`);
  process.exit(1);
}
rmSync(OUT, { recursive: true, force: true });
await app.generateOutputs(project);
console.log(`wrote ${project.children.length} modules to docs/reference/api`);
process.exit(app.logger.hasErrors() || app.logger.hasWarnings() ? 1 : 0);

/** @returns TypeDoc, which is installed at the first time */
async function typedoc() {
  const entry = join(TOOLS, 'node_modules', 'typedoc', 'dist', 'index.js');
  if (!existsSync(entry)) {
    const flags = ['--no-save', '--no-audit', '--no-fund', '--prefix', TOOLS];
    const { status } = spawnSync('npm', ['install', ...flags, ...PACKAGES], {
      cwd: ROOT,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    });
    if (status !== 0) process.exit(status ?? 1);
  }
  return await import(pathToFileURL(entry).href);
}

/** The package and sub-path of a module, which TypeDoc names after its folder: `reactor/src/testing`. */
function nameOf(module) {
  const found = Object.entries(ENTRIES).find(([, file]) => file === `${module.name}/index.ts`);
  if (found === undefined) throw new Error(`${module.name} is none of the entries of docs-api.mjs`);
  return found[0];
}

function undocumented({ children }) {
  const isDocumented = (one) =>
    one.kind === ReflectionKind.Reference || one.hasComment() || one.signatures?.some((call) => call.hasComment());
  return children.flatMap((module) =>
    module.children.filter((one) => !isDocumented(one)).map((one) => `${one.name} of ${module.name}`),
  );
}
