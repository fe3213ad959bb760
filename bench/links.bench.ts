import type { GroupReport, LoadReport } from '../libs/cli/src/load/report.js';
import { measureViewers, rowOf } from './measure-viewers.js';
import { report, type ResultTimeline } from './results.js';

const ROUNDS = Number(process.env['ROUNDS'] ?? 3);

const ENGINES = ['fanout', 'wrtc'] as const;

/** What a link does to a viewer, in options of the load tool, and its name. */
interface Setup {
  readonly name: string;
  readonly options: readonly string[];
  /** Viewers. The first one is behind the link. @defaultValue 1 */
  readonly viewers?: number;
}

const STEPS: Setup = {
  name: '3000, 800, 3000 kbps',
  options: ['--kbps', '3000', '--steps', '800@15,3000@45', '--delay', '20', '--seconds', '75'],
};

const BESIDE: Setup = {
  name: '600 kbps beside a free one',
  options: ['--steps', '600@10', '--delay', '20', '--relayed', '1', '--seconds', '40'],
  viewers: 2,
};

const LINKS: readonly Setup[] = [
  { name: 'free', options: [] },
  { name: '2% loss', options: ['--loss', '2', '--delay', '10'] },
  { name: '5% loss, 40 ms', options: ['--loss', '5', '--delay', '40'] },
  { name: '1500 kbps', options: ['--kbps', '1500', '--delay', '20'] },
  { name: '600 kbps', options: ['--kbps', '600', '--delay', '20'] },
  { name: '50 ms jitter', options: ['--jitter', '50'] },
  STEPS,
  BESIDE,
];

type Engine = (typeof ENGINES)[number];
type Reports = ReadonlyMap<Setup, Readonly<Record<Engine, LoadReport[]>>>;

/** Rows of a link: one, or one for each of the two viewers. */
function rowsOf(setup: Setup, reports: readonly LoadReport[]): ReturnType<typeof rowOf>[] {
  if (setup !== BESIDE) return [rowOf(setup.name, reports)];
  return [rowOf(setup.name, reports, 'relayed'), rowOf('free beside 600 kbps', reports, 'direct')];
}

/** What came each second. */
function overTime(
  name: string,
  lines: readonly (readonly [name: string, group: GroupReport | undefined])[],
  read: (second: GroupReport['seconds'][number]) => number | null,
): ResultTimeline {
  return {
    name,
    across: 'seconds',
    lines: lines.map(([line, group]) => ({
      name: line,
      points: (group?.seconds ?? []).flatMap((second, at) => {
        const value = read(second);
        return value === null ? [] : [[at, Math.round(value)] as const];
      }),
    })),
  };
}

/** Charts of the first round. */
function timelinesOf(reports: Reports): ResultTimeline[] {
  const [steps, beside] = [reports.get(STEPS), reports.get(BESIDE)];
  const engines = ENGINES.map((engine) => [engine, steps?.[engine][0]?.all] as const);
  return [
    ...(steps === undefined
      ? []
      : [
          overTime('3000 kbps, 800 from 15 s to 45 s: received kbps', engines, ({ kbps }) => kbps),
          overTime('3000 kbps, 800 from 15 s to 45 s: slowest frame, ms', engines, ({ slowestMs }) => slowestMs),
        ]),
    ...(beside === undefined
      ? []
      : ENGINES.map((engine) => {
          const [first] = beside[engine];
          const lines = [['600 kbps from 10 s on', first?.relayed] as const, ['beside it', first?.direct] as const];
          return overTime(`${engine}: two viewers, received kbps`, lines, ({ kbps }) => kbps);
        })),
  ];
}

/** One viewer on links that lose, delay, are narrow and change, and one beside it, on both engines in turn. */
async function main(): Promise<void> {
  const links = LINKS.filter(({ name }) => name.includes(process.env['SETUP'] ?? ''));
  const reports: Reports = new Map(links.map((setup) => [setup, { fanout: [], wrtc: [] }]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const setup of links) {
      const { options, viewers = 1 } = setup;
      for (const engine of round % 2 === 0 ? ENGINES : ENGINES.toReversed())
        reports.get(setup)![engine].push(await measureViewers(viewers, { engine, options }));
    }
  }
  const tables = ENGINES.map((engine) => ({
    name: engine,
    rows: links.flatMap((setup) => rowsOf(setup, reports.get(setup)![engine])),
  }));
  report('links', ROUNDS, tables, timelinesOf(reports));
}

await main();
