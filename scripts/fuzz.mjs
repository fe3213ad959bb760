// `npm run fuzz [cases]`: the property tests with many cases, each run on new ones.
import { spawnSync } from 'node:child_process';

const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--no-warnings=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    '--selectProjects',
    'fuzz',
  ],
  { stdio: 'inherit', env: { ...process.env, FUZZ_CASES: process.argv[2] ?? '20000' } },
);
process.exit(status ?? 1);
