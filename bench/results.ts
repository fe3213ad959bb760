import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cpus } from 'node:os';
import { FIGURES, type FigureName } from './figures.js';
import { quantile } from '../libs/cli/src/load/quantile.js';

/** One line of a table: a value of each round for each figure. */
export interface ResultRow {
  readonly name: string;
  readonly figures: Partial<Record<FigureName, readonly number[]>>;
  /** What is no number: `codec` for example. */
  readonly notes?: Readonly<Record<string, string>>;
}

export interface ResultTable {
  readonly name: string;
  readonly rows: readonly ResultRow[];
}

/** Something over time. */
export interface ResultTimeline {
  readonly name: string;
  /** Of time: `minutes`. */
  readonly across: string;
  readonly lines: readonly {
    readonly name: string;
    readonly points: readonly (readonly [time: number, value: number])[];
  }[];
}

/** What a bench leaves in `bench/results/<bench>.json`, from which charts and `docs/performance.md` are made. */
export interface BenchResult {
  readonly bench: string;
  /** Day, as `2026-11-28`. */
  readonly measured: string;
  readonly node: string;
  readonly cores: number;
  readonly rounds: number;
  readonly tables: readonly ResultTable[];
  /** Each is a chart of the page. */
  readonly timelines?: readonly ResultTimeline[];
}

const FOLDER = join('bench', 'results');

/** Median of the rounds; undefined where there is no such figure. */
export function medianOf(row: ResultRow, figure: FigureName): number | undefined {
  const values = row.figures[figure]?.filter(Number.isFinite) ?? [];
  return values.length === 0 ? undefined : quantile(values, 0.5);
}

/** Median with the digits that are shown; `-` where there is none. */
export function shown(row: ResultRow, figure: FigureName): string {
  return medianOf(row, figure)?.toFixed(FIGURES[figure].digits) ?? '-';
}

/** Lines of a plain table: figures down, rows of the result across. */
export function linesOf({ name, rows }: ResultTable, rounds: number): string[] {
  const figures = (Object.keys(FIGURES) as FigureName[]).filter((each) => rows.some(({ figures: of }) => each in of));
  const cells = [
    [`${name}, medians of ${rounds}`, ...rows.map((row) => row.name)],
    ...figures.map((figure) => [FIGURES[figure].label, ...rows.map((row) => shown(row, figure))]),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((line) => line[column]!.length)));
  return cells.map((line) =>
    line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
  );
}

/** Set for a run of only a part, whose result would replace that of the whole. */
const PARTS = ['ONLY', 'SETUP', 'VIEWERS'];

/** Prints the tables, and writes them into the checkout that is the working directory, unless `RESULTS` is 0 or it is a part. */
export function report(
  bench: string,
  rounds: number,
  tables: readonly ResultTable[],
  timelines: readonly ResultTimeline[] = [],
): void {
  for (const table of tables) console.log(`${linesOf(table, rounds).join('\n')}\n`);
  if (process.env['RESULTS'] === '0' || PARTS.some((name) => process.env[name] !== undefined)) return;
  const result: BenchResult = {
    bench,
    measured: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    cores: cpus().length,
    rounds,
    tables: tables.map((table) => ({ ...table, rows: table.rows.map(rounded) })),
    ...(timelines.length > 0 ? { timelines } : {}),
  };
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${bench}.json`), `${JSON.stringify(result, undefined, 1)}\n`);
}

/** @returns undefined where the bench has no result yet */
export function readResult(bench: string): BenchResult | undefined {
  try {
    return JSON.parse(readFileSync(join(FOLDER, `${bench}.json`), 'utf8')) as BenchResult;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Without digits that no measurement has. */
function rounded(row: ResultRow): ResultRow {
  const figures = Object.entries(row.figures).map(([name, values]) => [
    name,
    values.map((value) => (Number.isFinite(value) ? Number(value.toPrecision(4)) : value)),
  ]);
  return { ...row, figures: Object.fromEntries(figures) as ResultRow['figures'] };
}
