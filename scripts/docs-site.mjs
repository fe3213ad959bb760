// `npm run docs:site [-- dev|preview]`: the documentation as a site, with the public API. VitePress comes by npx: nobody else
// needs its 60 MB.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const VITEPRESS = 'vitepress@1.6.4';
const [command = 'build', ...rest] = process.argv.slice(2);
if (command !== 'preview') {
  const api = spawnSync(process.execPath, [join(import.meta.dirname, 'docs-api.mjs')], { stdio: 'inherit' });
  if (api.status !== 0) process.exit(api.status ?? 1);
}
const { status } = spawnSync('npx', ['--yes', VITEPRESS, command, 'docs', ...rest], {
  cwd: join(import.meta.dirname, '..'),
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
process.exit(status ?? 1);
