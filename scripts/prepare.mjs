// Runs before `npm start` and `npm test`: installs and builds what is missing or stale, and nothing else.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamps = join(root, 'node_modules', '.cache', 'nestjs-reactor');
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node ${process.versions.node} is too old: install Node 20.19 or newer, then run the command again.`);
  process.exit(1);
}

/** Files under `path`, skipping what is built or installed. */
function* filesOf(path) {
  const full = join(root, path);
  if (!existsSync(full)) return;
  if (!statSync(full).isDirectory()) {
    yield full;
    return;
  }
  for (const entry of readdirSync(full, { withFileTypes: true })) {
    if (['node_modules', 'dist', '.git'].includes(entry.name)) continue;
    yield* filesOf(join(path, entry.name));
  }
}

function fingerprint(paths) {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0]);
  for (const path of paths) {
    for (const file of filesOf(path)) hash.update(relative(root, file)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Runs `work` unless its inputs are those of the last time and each of its outputs is still there. */
function unlessFresh(name, inputs, outputs, work) {
  const stamp = join(stamps, `${name}.sha256`);
  const now = fingerprint(inputs);
  const isBuilt = outputs.every((output) => existsSync(join(root, output)));
  if (isBuilt && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
  work();
  try {
    mkdirSync(stamps, { recursive: true });
    writeFileSync(stamp, now);
  } catch (error) {
    console.warn(`What was built is not remembered, so it is built again next time: ${error.message}`);
  }
}

function run(command, args) {
  const started = Date.now();
  console.log(`> ${command} ${args.join(' ')}`);
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: process.env.ONNXRUNTIME_NODE_INSTALL ?? 'skip' },
  });
  if (error !== undefined || status !== 0) {
    console.error(
      `\n${command} ${args.join(' ')} failed${error === undefined ? '' : `: ${error.message}`}. Its output is above.`,
    );
    process.exit(status ?? 1);
  }
  console.log(`  done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

const manifests = [
  'package.json',
  'package-lock.json',
  ...readdirSync(join(root, 'libs')).map((lib) => `libs/${lib}/package.json`),
];
const typescript = [
  'src',
  'examples',
  'bench',
  'test/fixtures',
  'libs/protocol',
  'libs/client',
  'libs/fanout/src',
  'libs/fanout/tsconfig.json',
  'libs/reactor',
  'libs/cli',
  'tsconfig.base.json',
  'tsconfig.json',
  'package-lock.json',
];

unlessFresh('install', manifests, ['node_modules/.package-lock.json'], () =>
  run('npm', ['ci', '--no-audit', '--no-fund']),
);
unlessFresh('build-ts', typescript, ['dist/main.js'], () => run('npm', ['run', '--silent', 'build:ts']));
unlessFresh(
  'build-model',
  ['scripts', 'src/models', 'examples/onnx-filter', 'package-lock.json'],
  [
    'dist/models/dreamfield/dreamfield.onnx',
    'dist/models/dreamdrive/dreamdrive.onnx',
    'dist/examples/onnx-filter/filter.onnx',
  ],
  () => run('npm', ['run', '--silent', 'build:model']),
);
unlessFresh(
  'build-page',
  ['libs/playground', 'libs/client/src', 'libs/protocol/src', 'package-lock.json'],
  ['libs/playground/dist/index.html', 'libs/playground/dist/reactor-player.js'],
  () => run('npm', ['run', '--silent', 'build:page']),
);
