import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** How long the app may take to end its sessions before it is killed. */
const STOP_LIMIT_MS = 20_000;

/** The last line of each run of `tsc -b --watch`. */
const COMPILED = /Found (\d+) errors?\. Watching for file changes/;

/**
 * Compiles what is edited, and restarts the app when its compiled code has changed. While the code does not compile the
 * app that runs stays. One that ends by itself is started again with the next change.
 *
 * @param {object} options
 * @param {string} options.root
 * @param {readonly string[]} options.compiler arguments of Node that run `tsc -b --watch`
 * @param {readonly (readonly string[])[]} options.others arguments of Node for what else is watched and built
 * @param {readonly string[]} options.app arguments of Node that start the app
 * @param {readonly string[]} options.outputs folders of compiled code, below the root
 */
export function runDev({ root, compiler, others, app, outputs }) {
  const run = (args, stdio = 'inherit') => spawn(process.execPath, args, { cwd: root, stdio });
  const say = (text) => console.log(`dev: ${text}`);
  let ending = false;
  let server;
  let served = newest(root, outputs);
  let restarting = Promise.resolve();

  const start = () => {
    if (ending) return;
    const child = run(app);
    server = child;
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

  const compiled = (errors) => {
    if (errors > 0) {
      const left = server === undefined ? 'The app is not started' : 'The app that runs stays as it was';
      say(`${errors} error${errors === 1 ? '' : 's'}, see above. ${left} until the code compiles.`);
      return;
    }
    const now = newest(root, outputs);
    if (now <= served) return;
    served = now;
    restarting = restarting.then(async () => {
      say('the code has changed; the app restarts.');
      await stop();
      start();
    });
  };

  const tsc = run(compiler, ['ignore', 'pipe', 'inherit']);
  let rest = '';
  tsc.stdout.setEncoding('utf8').on('data', (text) => {
    process.stdout.write(text);
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const errors = COMPILED.exec(line)?.[1];
      if (errors !== undefined) compiled(Number(errors));
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

/** When the newest compiled file was written, in milliseconds; 0 where there is none. */
function newest(root, folders) {
  let latest = 0;
  for (const folder of folders) {
    let files = [];
    try {
      files = readdirSync(join(root, folder), { recursive: true });
    } catch {
      // It is not built yet.
    }
    for (const file of files) {
      if (/\.[cm]?js$/.test(file)) latest = Math.max(latest, statSync(join(root, folder, file)).mtimeMs);
    }
  }
  return latest;
}
