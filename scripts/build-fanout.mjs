// Builds libs/fanout/wasm/fanout.wasm from its Rust source: `node scripts/build-fanout.mjs`. With `--check` nothing is written:
// what is committed is compared with its record, and with a fresh build where the toolchain can be had. `npm start` and
// `npm test` need neither.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { sourcesHash } from './fanout-sources.mjs';
import { thirdParty } from './fanout-third-party.mjs';

const folder = join(import.meta.dirname, '..', 'libs', 'fanout');
const native = join(folder, 'native');
const committed = join(folder, 'wasm', 'fanout.wasm');
const record = join(folder, 'wasm', 'fanout.json');
const TARGET = 'wasm32-wasip1';
const LIMIT_MS = Number(process.env.FANOUT_BUILD_LIMIT_S ?? 1800) * 1000;
const FETCH_LIMIT_MS = 120_000;

const toolchain = /channel = "(.+)"/.exec(readFileSync(join(native, 'rust-toolchain.toml'), 'utf8'))[1];
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

function run(command, args, timeout, env = {}) {
  const result = spawnSync(command, args, { cwd: native, timeout, encoding: 'utf8', env: { ...process.env, ...env } });
  const reason = result.error?.message ?? result.stderr;
  return { ok: result.status === 0, reason: reason.trim().split('\n').slice(-20).join('\n') };
}

/** Why the toolchain cannot be had; undefined where it can. */
function missing() {
  if (!run('cargo', ['--version'], FETCH_LIMIT_MS).ok) {
    const added = run('rustup', ['toolchain', 'install', toolchain, '--profile', 'minimal'], FETCH_LIMIT_MS);
    if (!added.ok) return `there is no cargo ${toolchain} (${added.reason.split('\n').at(-1)})`;
  }
  const target = run('rustup', ['target', 'add', TARGET, '--toolchain', toolchain], FETCH_LIMIT_MS);
  if (!target.ok) return `rustup cannot add ${TARGET} (${target.reason.split('\n').at(-1)})`;
  const why = patchCrates();
  if (why !== undefined) return why;
  const crates = run('cargo', ['fetch', '--locked', '--target', TARGET], FETCH_LIMIT_MS);
  return crates.ok ? undefined : `the crates cannot be fetched (${crates.reason.split('\n').at(-1)})`;
}

/** Copies the crates that patches.json names, as they are published, and changes them. Why they cannot be had, if so. */
function patchCrates() {
  const upstream = ['--locked', '--manifest-path', join(native, 'upstream', 'Cargo.toml')];
  const patches = readFileSync(join(native, 'patches.json'), 'utf8');
  const lock = readFileSync(join(native, 'upstream', 'Cargo.lock'), 'utf8');
  const patched = join(native, 'target', 'patched');
  const stamp = join(patched, 'stamp');
  const now = sha256(patches + lock);
  // What is as it was keeps its times, or cargo compiles it again.
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return undefined;
  rmSync(patched, { recursive: true, force: true });
  const crates = run('cargo', ['fetch', ...upstream], FETCH_LIMIT_MS);
  if (!crates.ok) return `the crates cannot be fetched (${crates.reason.split('\n').at(-1)})`;
  const metadata = spawnSync('cargo', ['metadata', '--format-version', '1', ...upstream], {
    cwd: native,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const folders = new Map(JSON.parse(metadata.stdout).packages.map((one) => [one.name, dirname(one.manifest_path)]));
  for (const { crate, file, find, replace } of JSON.parse(patches)) {
    const copy = join(patched, crate);
    if (!existsSync(copy)) cpSync(folders.get(crate), copy, { recursive: true });
    const parts = readFileSync(join(copy, file), 'utf8').split(find.join('\n'));
    if (parts.length !== 2)
      throw new Error(`${crate}/${file} has what patches.json replaces ${parts.length - 1} times: ${find[0]}`);
    writeFileSync(join(copy, file), parts.join(replace.join('\n')));
  }
  writeFileSync(stamp, now);
  return undefined;
}

/** The same source makes the same bytes on every machine: no path of this one goes in. */
function build() {
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), '.cargo');
  const flags = [`--remap-path-prefix=${cargoHome}=/cargo`, `--remap-path-prefix=${native}=/fanout`];
  const result = run('cargo', ['build', '--release', '--locked', '--target', TARGET], LIMIT_MS, {
    // An engine that leaks fails at 1 GiB, and alone.
    CARGO_ENCODED_RUSTFLAGS: [
      '-Ctarget-feature=+simd128,+bulk-memory',
      '-Clink-arg=--max-memory=1073741824',
      ...flags,
    ].join('\x1f'),
    CARGO_TARGET_DIR: join(native, 'target'),
    CARGO_INCREMENTAL: '0',
  });
  if (!result.ok) throw new Error(`cargo build failed: ${result.reason}`);
  return readFileSync(join(native, 'target', TARGET, 'release', 'fanout.wasm'));
}

function check() {
  const { wasm, sources } = JSON.parse(readFileSync(record, 'utf8'));
  const bytes = readFileSync(committed);
  if (sha256(bytes) !== wasm) return 'fanout.wasm is not the file that fanout.json records';
  if (sourcesHash() !== sources) return 'the Rust source was changed after fanout.wasm was built';
  const why = missing();
  if (why !== undefined) {
    console.log(`fanout.wasm was not rebuilt: ${why}. It fits the record of its sources.`);
    return undefined;
  }
  const started = Date.now();
  let fresh;
  try {
    fresh = build();
  } catch (error) {
    if (!error.message.includes('ETIMEDOUT')) return error.message;
    console.log(`fanout.wasm was not rebuilt: it takes longer than ${LIMIT_MS / 1000} s here.`);
    return undefined;
  }
  if (!fresh.equals(bytes)) return `a fresh build differs: ${sha256(fresh)} instead of ${wasm}`;
  console.log(`fanout.wasm is what its source builds, byte for byte (${((Date.now() - started) / 1000).toFixed(0)} s)`);
  return undefined;
}

if (process.argv.includes('--check')) {
  const wrong = check();
  if (wrong !== undefined) {
    console.error(`${wrong}: run node scripts/build-fanout.mjs and commit what it writes.`);
    process.exit(1);
  }
} else {
  const why = missing();
  if (why !== undefined) throw new Error(`The toolchain is missing: ${why}.`);
  const bytes = build();
  writeFileSync(committed, bytes);
  writeFileSync(join(folder, 'THIRD-PARTY.md'), thirdParty(TARGET));
  writeFileSync(record, `${JSON.stringify({ wasm: sha256(bytes), sources: sourcesHash(), toolchain }, null, 2)}\n`);
  console.log(`fanout.wasm: ${bytes.length} bytes, ${sha256(bytes)}`);
}
