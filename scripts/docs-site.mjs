// `npm run docs:site [-- dev|preview]`: the documentation as a site. VitePress comes by npx: nobody else needs its 60 MB.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const VITEPRESS = 'vitepress@1.6.4';
const [command = 'build', ...rest] = process.argv.slice(2);
const { status } = spawnSync('npx', ['--yes', VITEPRESS, command, 'docs', ...rest], {
  cwd: join(import.meta.dirname, '..'),
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
process.exit(status ?? 1);
