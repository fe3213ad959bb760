// `npm test`: each project of jest in a process of its own, one after the other, and one count of them all at the end.
// In one process the module registries of some 250 files add up to the limit of its heap. What selects tests goes to jest
// as it is: `npm test -- --selectProjects unit`, `npm test -- test/e2e/stalls -t pause`. `npm test -- --engine=wrtc` runs what
// the media engine matters to, on another one than the default.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

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

/** Files whose processes, browsers and networks a busy machine can keep from answering in time. */
const AGAIN = ['test/browser/', 'test/e2e/'];

/** With more that fail, it is not the machine. */
const AGAIN_FILES = 8;

function jest(args) {
  const node = ['--experimental-vm-modules', '--no-warnings=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  const env = engine === undefined ? process.env : { ...process.env, MEDIA_ENGINE: engine };
  return spawnSync(process.execPath, [...node, ...args], { stdio: 'inherit', env }).status ?? 1;
}

/**
 * Runs jest and notes what came of each file.
 * @param outcomes by file: the outcome of each of its tests by name, and of the file itself
 * @returns whether it ended with a report
 */
function jestInto(outcomes, args) {
  const folder = mkdtempSync(join(tmpdir(), 'nestjs-reactor-test-'));
  const file = join(folder, 'report.json');
  jest([...args, '--json', `--outputFile=${file}`]);
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  rmSync(folder, { recursive: true });
  for (const { name, status, assertionResults } of report?.testResults ?? []) {
    const tests = assertionResults.map((test) => [test.fullName, test.status]);
    outcomes.set(relative(process.cwd(), name), { status, tests });
  }
  return report !== undefined;
}

/**
 * Runs the files once more in which something failed, one after the other on a machine that does nothing else. What passes
 * then is named: the machine kept it from passing, or it is a fault that comes and goes.
 */
function runFailedAgain(outcomes, args) {
  const failed = [...outcomes].filter(([, { status }]) => status === 'failed').map(([file]) => file);
  const ofMachine = failed.every((file) => AGAIN.some((folder) => file.startsWith(folder)));
  if (failed.length === 0 || failed.length > AGAIN_FILES || !ofMachine) return;
  console.log(`\nOnce more, alone: ${failed.join(', ')}`);
  const first = new Map(outcomes);
  if (!jestInto(outcomes, ['--runInBand', '--runTestsByPath', ...failed, ...args])) return;
  for (const file of failed) {
    const passed = new Set(
      first
        .get(file)
        .tests.filter(([, status]) => status === 'passed')
        .map(([name]) => name),
    );
    for (const [name, status] of outcomes.get(file).tests)
      if (status === 'passed' && !passed.has(name)) console.log(`Passed the second time: ${file}: ${name}`);
  }
}

function runAll(args, outputFile) {
  const outcomes = new Map();
  const ended = RUNS.map((run) => jestInto(outcomes, [...run, ...args]));
  runFailedAgain(outcomes, args);
  const count = (wanted) =>
    [...outcomes.values()].reduce((sum, { tests }) => sum + tests.filter(([, status]) => status === wanted).length, 0);
  const withoutTests = [...outcomes.values()].filter(
    ({ status, tests }) => status === 'failed' && !tests.some(([, outcome]) => outcome === 'failed'),
  ).length;
  const counts = {
    passed: count('passed'),
    // A file that did not load counts as a test, as does a run that ended before its report.
    failed: count('failed') + withoutTests + ended.filter((whole) => !whole).length,
    skipped: count('pending') + count('todo'),
  };
  if (outputFile !== undefined) writeFileSync(outputFile, JSON.stringify(counts));
  const { passed, failed, skipped } = counts;
  console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed > 0 ? 1 : 0;
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
