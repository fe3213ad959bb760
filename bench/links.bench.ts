import type { LoadReport } from './load/report.js';
import { measureViewers, rowOf } from './measure-viewers.js';
import { report } from './results.js';

const ROUNDS = Number(process.env['ROUNDS'] ?? 3);

const ENGINES = ['fanout', 'wrtc'] as const;

/** What a link does to a viewer, in options of the load tool, and its name. */
const LINKS: readonly (readonly [name: string, options: readonly string[]])[] = [
  ['free', []],
  ['2% loss', ['--loss', '2', '--delay', '10']],
  ['5% loss, 40 ms', ['--loss', '5', '--delay', '40']],
  ['1500 kbps', ['--kbps', '1500', '--delay', '20']],
  ['600 kbps', ['--kbps', '600', '--delay', '20']],
  ['50 ms jitter', ['--jitter', '50']],
];

/** One viewer on links that lose, delay and are narrow, on both engines in turn. */
async function main(): Promise<void> {
  const links = LINKS.filter(([name]) => name.includes(process.env['SETUP'] ?? ''));
  const reports = links.map(() => ({ fanout: [] as LoadReport[], wrtc: [] as LoadReport[] }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, [, options]] of links.entries()) {
      for (const engine of round % 2 === 0 ? ENGINES : ENGINES.toReversed())
        reports[at]![engine].push(await measureViewers(1, { engine, options }));
    }
  }
  const tables = ENGINES.map((engine) => ({
    name: engine,
    rows: links.map(([name], at) => rowOf(name, reports[at]![engine])),
  }));
  report('links', ROUNDS, tables);
}

await main();
