// `npm test`: each project of jest in a process of its own, one after the other, and one count of them all at the end.
// In one process the module registries of some 250 files add up to the limit of its heap. What selects tests goes to jest
// as it is: `npm test -- --selectProjects unit`, `npm test -- test/e2e/stalls -t pause`. `npm test -- --engine=wrtc` runs what
// the media engine matters to, on another one than the default.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files that compare rates and times of a stream: they have the machine's cores to themselves. */
const ALONE = [
  'test/browser/codecs',
  'test/browser/sdk-2\\.2',
  'test/browser/sdk-2\\.9\\.',
  'test/e2e/dreamfield',
  'test/e2e/fanout-faults',
  'test/e2e/floods',
  'test/e2e/many-viewers',
  'test/e2e/media-engine',
  'test/e2e/stalls',
];

/** Files whose outcome depends on the media engine. */
const OF_ENGINE = [
  'test/browser/',
  'test/e2e/candidate-networks',
  'test/e2e/gstreamer',
  'test/e2e/ice-restart',
  'test/e2e/many-viewers',
  'test/e2e/media-engine',
  'test/e2e/media-paths',
  'test/e2e/message-size',
  'test/e2e/network-faults',
  'test/e2e/open-files',
  'test/e2e/recorded-offers',
  'test/e2e/renegotiation',
  'test/e2e/silence',
  'test/e2e/stalls',
  'test/e2e/worker-loss',
];

const engine = process.argv.find((arg) => arg.startsWith('--engine='))?.slice('--engine='.length);

const anyOf = (files) => files.join('|');

/**
 * Units and the files of the contract share nothing and time nothing; two cores are busy with two of them. The others wait for
 * processes and networks half of their time, so that three keep two cores busy. A worker of jest keeps what its files have
 * loaded: it is replaced when that is too much.
 */
const RUNS = (
  engine === undefined
    ? [
        ['unit', 'contract', 'fuzz', '--maxWorkers=2', '--workerIdleMemoryLimit=1GB'],
        ['e2e', 'browser', '--maxWorkers=3', '--testPathIgnorePatterns', anyOf(ALONE)],
        ['e2e', 'browser', '--testPathPatterns', anyOf(ALONE)],
      ]
    : [
        [
          'e2e',
          'browser',
          '--maxWorkers=3',
          '--testPathPatterns',
          anyOf(OF_ENGINE),
          '--testPathIgnorePatterns',
          anyOf(ALONE),
        ],
        [
          'e2e',
          'browser',
          '--testPathPatterns',
          anyOf(ALONE.filter((file) => OF_ENGINE.some((own) => file.startsWith(own)))),
        ],
      ]
).map((run) => {
  const options = run.findIndex((word) => word.startsWith('--'));
  return ['--selectProjects', ...run.slice(0, options), ...run.slice(options)];
});

const COUNTS = ['numPassedTests', 'numFailedTests', 'numFailedTestSuites', 'numPendingTests'];

function jest(args) {
  const node = ['--experimental-vm-modules', '--no-warnings=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  const env = engine === undefined ? process.env : { ...process.env, MEDIA_ENGINE: engine };
  return spawnSync(process.execPath, [...node, ...args], { stdio: 'inherit', env }).status ?? 1;
}

function runAll(args, outputFile) {
  const folder = mkdtempSync(join(tmpdir(), 'nestjs-reactor-test-'));
  const total = Object.fromEntries(COUNTS.map((name) => [name, 0]));
  let status = 0;
  for (const [index, run] of RUNS.entries()) {
    const report = join(folder, `${index}.json`);
    status = jest([...run, '--json', `--outputFile=${report}`, ...args]) || status;
    // A run that ended before its report counts as failed.
    const counts = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : { numFailedTestSuites: 1 };
    for (const name of COUNTS) total[name] += counts[name] ?? 0;
  }
  rmSync(folder, { recursive: true });
  if (outputFile !== undefined) writeFileSync(outputFile, JSON.stringify(total));
  const { numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests } = total;
  const failed = Math.max(numFailedTests, numFailedTestSuites);
  console.log(
    `\n${numPassedTests} passed, ${failed} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ''}`,
  );
  return failed > 0 ? status || 1 : status;
}

const args = process.argv.slice(2).filter((arg) => !arg.startsWith('--engine='));
const forAll = args.every((arg) => arg === '--ci' || arg.startsWith('--outputFile='));
const outputFile = args.find((arg) => arg.startsWith('--outputFile='))?.slice('--outputFile='.length);
process.exitCode = forAll
  ? runAll(
      args.filter((arg) => arg === '--ci'),
      outputFile,
    )
  : jest(args);
