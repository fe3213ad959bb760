// `npm run dev`: rebuilds what is edited, the page included, and restarts the app when its code has changed and compiles.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { followLauncher } from '../dist/launcher.js';
import { runDev } from './dev/run-dev.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => join(root, 'node_modules', name);

runDev({
  root,
  // With noEmitOnError nothing is written of what does not compile: the app that runs may load a worker from it.
  compiler: [bin('typescript/bin/tsc'), '-b', '--watch', '--preserveWatchOutput'],
  others: [[bin('vite/bin/vite.js'), 'build', '--watch', '--logLevel', 'warn', join(root, 'libs', 'playground')]],
  app: ['--enable-source-maps', 'dist/main.js', ...process.argv.slice(2)],
  outputs: ['dist', 'libs/protocol/dist', 'libs/reactor/dist'],
});

// Its end is the same as a signal's.
followLauncher(() => process.kill(process.pid, 'SIGTERM'), 'dev');
