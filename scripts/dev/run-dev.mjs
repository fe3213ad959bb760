import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

/** How long the app may take to end its sessions before it is killed. */
const STOP_LIMIT_MS = 20_000;

/** The last line of each run of `tsc -b --watch`. */
const COMPILED = /Found (\d+) errors?\. Watching for file changes/;

/**
 * Compiles what is edited, and restarts the app when its compiled code has changed, except in the folders that the app
 * reloads by itself: it sends them when it has started. While the code does not compile the app that runs stays, and is
 * sent the errors. One that ends by itself is started again with the next change.
 *
 * @param {object} options
 * @param {string} options.root
 * @param {readonly string[]} options.compiler arguments of Node that run `tsc -b --watch`
 * @param {readonly (readonly string[])[]} options.others arguments of Node for what else is watched and built
 * @param {readonly string[]} options.app arguments of Node that start the app
 * @param {readonly string[]} options.outputs folders of compiled code, below the root
 */
export function runDev({ root, compiler, others, app, outputs }) {
  const run = (args, stdio = 'inherit', env = process.env) => spawn(process.execPath, args, { cwd: root, stdio, env });
  const say = (text) => console.log(`dev: ${text}`);
  let ending = false;
  let server;
  const compiledFiles = new Outputs(root, outputs);
  /** Folders that the app reloads by itself. */
  let reloaded = [];
  let restarting = Promise.resolve();

  const start = () => {
    if (ending) return;
    const child = run(app, ['inherit', 'inherit', 'inherit', 'ipc'], { ...process.env, REACTOR_RELOAD: 'on' });
    server = child;
    reloaded = [];
    child.on('message', (message) => {
      if (server === child && message?.type === 'reactor:reloads') reloaded = message.folders;
    });
    child.once('exit', (code, signal) => {
      if (server !== child) return;
      server = undefined;
      if (!ending) say(`the app ended (${signal ?? `code ${code}`}). It starts again when you change its code.`);
    });
  };

  const stop = async () => {
    const child = server;
    server = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    child.kill('SIGTERM');
    await exited;
    clearTimeout(timer);
  };

  const compiled = (errors, text) => {
    if (errors > 0) {
      if (server?.connected) server.send({ type: 'reactor:build-failed', text }, () => {});
      const left = server === undefined ? 'The app is not started' : 'The app that runs stays as it was';
      say(`${errors} error${errors === 1 ? '' : 's'}, see above. ${left} until the code compiles.`);
      return;
    }
    const changed = compiledFiles.changed();
    const known = server === undefined ? [] : reloaded;
    if (changed.every((file) => known.some((folder) => file.startsWith(folder + sep)))) return;
    restarting = restarting.then(async () => {
      say('the code has changed; the app restarts.');
      await stop();
      start();
    });
  };

  const tsc = run(compiler, ['ignore', 'pipe', 'inherit']);
  let rest = '';
  let problems = [];
  tsc.stdout.setEncoding('utf8').on('data', (text) => {
    process.stdout.write(text);
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const errors = COMPILED.exec(line)?.[1];
      if (errors !== undefined) {
        compiled(Number(errors), problems.join('\n'));
        problems = [];
      } else if (/error TS\d+/.test(line)) problems.push(line);
    }
  });
  const builders = [tsc, ...others.map((args) => run(args))];

  const end = async (code) => {
    if (ending) return;
    ending = true;
    process.exitCode = code;
    for (const builder of builders) builder.kill('SIGTERM');
    await restarting;
    await stop();
  };
  for (const builder of builders) builder.once('exit', (code) => void end(code ?? 0));
  process.on('SIGINT', () => void end(0));
  process.on('SIGTERM', () => void end(0));
  start();
}

/** The compiled files, and which of them have other contents than before: a build also writes some that have not. */
class Outputs {
  #known = new Map();

  constructor(root, folders) {
    this.root = root;
    this.folders = folders;
    this.changed();
  }

  /** @returns paths of the files that are new, or have changed, since the last call */
  changed() {
    const found = [];
    for (const file of this.folders.flatMap((folder) => filesIn(join(this.root, folder)))) {
      const { mtimeMs } = statSync(file);
      const known = this.#known.get(file);
      if (known?.mtimeMs === mtimeMs) continue;
      const hash = createHash('sha1').update(readFileSync(file)).digest('hex');
      if (known?.hash !== hash) found.push(file);
      this.#known.set(file, { mtimeMs, hash });
    }
    return found;
  }
}

/** Compiled code below a folder; none where it is not built yet. */
function filesIn(folder) {
  try {
    const files = readdirSync(folder, { recursive: true });
    return files.filter((file) => /\.[cm]?js$/.test(file)).map((file) => join(folder, file));
  } catch {
    return [];
  }
}
