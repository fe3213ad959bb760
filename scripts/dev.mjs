// `npm run dev`: rebuilds what is edited, the page included, and restarts the app when its code has changed and compiles.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DevServer } from '@nestjs-reactor/cli';
import { followLauncher } from '../dist/launcher.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => join(root, 'node_modules', name);

const server = new DevServer({
  root,
  // With noEmitOnError nothing is written of what does not compile: the app that runs may load a worker from it.
  compiler: [bin('typescript/bin/tsc'), '-b', '--watch', '--preserveWatchOutput'],
  others: [[bin('vite/bin/vite.js'), 'build', '--watch', '--logLevel', 'warn', join(root, 'libs', 'playground')]],
  app: ['--enable-source-maps', 'dist/main.js', ...process.argv.slice(2)],
  outputs: ['dist', 'libs/protocol/dist', 'libs/reactor/dist'].map((folder) => join(root, folder)),
  say: (line) => console.log(`dev: ${line}`),
});

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void server.stop());
// The end of npm is the same as a signal.
followLauncher(() => void server.stop(), 'dev');
process.exitCode = (await server.ended) ?? 0;
await server.stop();
