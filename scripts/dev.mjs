// `npm run dev`: rebuilds what is edited, the page included, and starts the app again when its code changed.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => join(root, 'node_modules', name);

const processes = [
  [bin('typescript/bin/tsc'), '-b', '--watch', '--preserveWatchOutput'],
  [bin('vite/bin/vite.js'), 'build', '--watch', '--logLevel', 'warn', join(root, 'libs', 'playground')],
  [
    '--watch',
    '--watch-path=dist',
    '--watch-path=libs/reactor/dist',
    '--enable-source-maps',
    'dist/main.js',
    ...process.argv.slice(2),
  ],
].map((args) => spawn(process.execPath, args, { cwd: root, stdio: 'inherit' }));

let ending = false;
function end(code) {
  if (ending) return;
  ending = true;
  for (const child of processes) child.kill('SIGTERM');
  process.exitCode = code;
}

for (const child of processes) child.on('exit', (code) => end(code ?? 0));
process.on('SIGINT', () => end(0));
process.on('SIGTERM', () => end(0));
