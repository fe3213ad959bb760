// `npm test`: each project of jest in a process of its own, one after the other, and one count of them all at the end.
// In one process the module registries of some 250 files add up to the limit of its heap. What selects tests goes to jest
// as it is: `npm test -- --selectProjects unit`, `npm test -- test/e2e/stalls -t pause`. `npm test -- --faults` runs the tests
// that take minutes in place of the others, and `npm test -- --engine=wrtc` what the media engine matters to, on another one
// than the default.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { GROUPS } from './test-groups.mjs';

const options = process.argv.slice(2);
const engine = options.find((option) => option.startsWith('--engine='))?.slice('--engine='.length);
const group = engine !== undefined ? 'engine' : options.includes('--faults') ? 'faults' : 'usual';

/** Files whose processes, browsers and networks a busy machine can keep from answering in time. */
const AGAIN = ['test/browser/', 'test/e2e/'];

/** With more that fail, it is not the machine. */
const AGAIN_FILES = 8;

/** What a failed test left open keeps jest from ending; where nobody watches, the other tests come first. */
const UNWATCHED = options.includes('--ci') ? ['--forceExit'] : [];

function jest(args) {
  const node = ['--experimental-vm-modules', '--no-warnings=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  const env = engine === undefined ? process.env : { ...process.env, MEDIA_ENGINE: engine };
  return spawnSync(process.execPath, [...node, ...UNWATCHED, ...args], { stdio: 'inherit', env }).status ?? 1;
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

/** The packaged browser is unpacked when it is first asked for; files that ask for it side by side would run half of it. */
async function unpackBrowser() {
  const { default: chromium } = await import('@sparticuz/chromium');
  chromium.setGraphicsMode = false;
  await chromium.executablePath();
}

async function runAll(args, outputFile) {
  if (process.env.CHROMIUM_PATH === undefined) await unpackBrowser();
  const outcomes = new Map();
  const ended = GROUPS[group].map((run) => jestInto(outcomes, [...run, ...args]));
  runFailedAgain(outcomes, args);
  const count = (wanted) =>
    [...outcomes.values()].reduce((sum, { tests }) => sum + tests.filter(([, status]) => status === wanted).length, 0);
  const failures = [...outcomes].flatMap(([file, { status, tests }]) => {
    const names = tests.filter(([, outcome]) => outcome === 'failed').map(([name]) => `${file}: ${name}`);
    // A file that did not load counts as a test, as does a run that ended before its report.
    return status === 'failed' && names.length === 0 ? [`${file}: did not run`] : names;
  });
  failures.push(...ended.filter((whole) => !whole).map(() => 'a run of jest ended without a report'));
  const counts = { passed: count('passed'), failed: failures.length, skipped: count('pending') + count('todo') };
  if (outputFile !== undefined) writeFileSync(outputFile, JSON.stringify({ ...counts, failures }));
  const { passed, failed, skipped } = counts;
  for (const failure of failures) console.log(`Failed: ${failure}`);
  console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed > 0 ? 1 : 0;
}

const args = options.filter((option) => option !== '--faults' && !option.startsWith('--engine='));
const forAll = args.every((arg) => arg === '--ci' || arg.startsWith('--outputFile='));
const outputFile = args.find((arg) => arg.startsWith('--outputFile='))?.slice('--outputFile='.length);
process.exitCode = forAll
  ? await runAll(
      args.filter((arg) => arg === '--ci'),
      outputFile,
    )
  : jest(args);
