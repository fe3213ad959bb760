// The crates inside libs/fanout/wasm/fanout.wasm with their licences, as a text for its readers: what their licences ask for.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const NATIVE = join(import.meta.dirname, '..', 'libs', 'fanout', 'native');

/** Where a crate offers several licences, the first of these that it brings; the shortest that it allows. */
const FILES = [/^LICEN[CS]E-MIT/i, /^LICEN[CS]E([.-]BSD.*|\.md|\.txt)?$/i, /^COPYING$/i, /^LICEN[CS]E/i];

function cargo(args) {
  const { status, stdout, stderr } = spawnSync('cargo', args, { cwd: NATIVE, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`cargo ${args[0]} failed: ${stderr}`);
  return stdout;
}

function licenceText(folder) {
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
  const chosen = FILES.map((wanted) => files.find((file) => wanted.test(file))).find((file) => file !== undefined);
  if (chosen === undefined) return undefined;
  return readFileSync(join(folder, chosen), 'utf8')
    .replaceAll(/\r/g, '')
    .replaceAll(/[ \t]+$/gm, '')
    .trim();
}

/** Markdown: a table of crates, then each text with the crates that bring it. */
export function thirdParty(target) {
  const tree = [
    'tree',
    '--locked',
    '--target',
    target,
    '-e',
    'normal,no-proc-macro',
    '--prefix',
    'none',
    '--format',
    '{p}',
  ];
  const used = new Set(
    cargo(tree)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split(' ').slice(0, 2).join(' ')),
  );
  const { packages } = JSON.parse(
    cargo(['metadata', '--locked', '--format-version', '1', '--filter-platform', target]),
  );
  const crates = packages
    .filter(({ name, version }) => name !== 'fanout' && used.has(`${name} v${version}`))
    .map(({ name, version, license, repository, manifest_path: manifest }) => ({
      name: `${name} ${version}`,
      license,
      repository,
      text: licenceText(dirname(manifest)),
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const patches = JSON.parse(readFileSync(join(NATIVE, 'patches.json'), 'utf8'));
  const changed = [...new Set(patches.map(({ crate }) => crate))].sort((one, other) => (one < other ? -1 : 1));
  const texts = new Map();
  for (const { name, text } of crates) {
    if (text !== undefined) texts.set(text, [...(texts.get(text) ?? []), name]);
  }
  return [
    '# What is in fanout.wasm',
    '',
    `Written by \`scripts/build-fanout.mjs\`. Changed as \`native/patches.json\` in the repository says: ${changed.join(', ')}.`,
    '',
    '| crate | licence | from |',
    '| --- | --- | --- |',
    ...crates.map(({ name, license, repository }) => `| ${name} | ${license} | ${repository ?? 'crates.io'} |`),
    ...[...texts].flatMap(([text, names]) => ['', `## ${names.join(', ')}`, '', '```text', text, '```']),
    '',
  ].join('\n');
}
