import type { FigureName } from '../figures.js';
import { FIGURES } from '../figures.js';
import { type BenchResult, medianOf, type ResultTable, shown } from '../results.js';
import { barChart } from './bar-chart.js';
import { lineChart } from './line-chart.js';
import { markdownTable } from './markdown-table.js';

/** A chart of one table: rows of the result are its groups, figures its series. */
export interface SectionChart {
  /** Of the file, `<bench>-<file>.svg`. */
  readonly file: string;
  readonly title: string;
  readonly unit: string;
  readonly figures: readonly FigureName[];
  /** Name of the table. @defaultValue the first */
  readonly table?: string;
}

/** What `docs/performance.md` says of one bench. */
export interface Section {
  readonly bench: string;
  readonly heading: string;
  /** Paragraphs above the charts. */
  readonly text: string;
  /** What is typed to measure it again. */
  readonly command: string;
  readonly charts: readonly SectionChart[];
}

export interface ChartFile {
  readonly name: string;
  readonly title: string;
  readonly svg: string;
}

/** Makes the charts of a result: those of its section, and one for each of its timelines. */
export function chartsOf({ bench, charts }: Section, result: BenchResult): ChartFile[] {
  const bars = charts.map(({ file, title, unit, figures, table = result.tables[0]!.name }) => {
    const { rows } = result.tables.find(({ name }) => name === table)!;
    const groups = rows.map((row) => ({ name: row.name, values: figures.map((figure) => medianOf(row, figure)) }));
    const series = figures.map((figure) => FIGURES[figure].label);
    const description = rows
      .map(
        (row) => `${row.name}: ${figures.map((figure) => `${FIGURES[figure].label} ${shown(row, figure)}`).join(', ')}`,
      )
      .join('; ');
    const { digits } = FIGURES[figures[0]!];
    const svg = barChart({ title, description: `${description}.`, unit, digits, series, groups });
    return { name: `${bench}-${file}.svg`, title, svg };
  });
  const overTime = (result.timelines ?? []).map(({ name: title, across, lines }, at) => {
    const series = lines.map(({ name }) => name);
    const description = lines
      .map((line) => `${line.name}: ${spanOf(line.points.map(([, value]) => value))}`)
      .join('; ');
    const points = lines.map((line) => line.points);
    const svg = lineChart({ title, description: `Over time. ${description}.`, series, across, lines: points });
    return { name: `${bench}-time-${at + 1}.svg`, title, svg };
  });
  return [...bars, ...overTime];
}

function spanOf(values: readonly number[]): string {
  return `from ${Math.min(...values)} to ${Math.max(...values)}, ${values.at(-1)} at the end`;
}

/** Makes a section of the page: text, charts, tables, and how to measure it again. */
export function markdownOf(section: Section, result: BenchResult): string {
  const { heading, text, command } = section;
  const images = chartsOf(section, result).map(({ name, title }) => `![${title}](assets/performance/${name})`);
  const { measured, node, rounds } = result;
  return [
    `## ${heading}`,
    text,
    ...images,
    ...result.tables.map(tableOf),
    `Medians of ${rounds} ${rounds === 1 ? 'round' : 'rounds'}, ${measured}, Node ${node}. Again:`,
    `\`\`\`sh\n${command}\n\`\`\``,
  ].join('\n\n');
}

function tableOf({ name, rows }: ResultTable): string {
  const figures = (Object.keys(FIGURES) as FigureName[]).filter((figure) =>
    rows.some((row) => medianOf(row, figure) !== undefined),
  );
  const lines = [
    [name, ...rows.map((row) => row.name)],
    ...figures.map((figure) => [FIGURES[figure].label, ...rows.map((row) => shown(row, figure))]),
  ];
  const codecs = rows.map(({ notes }) => notes?.['codec'] ?? '-');
  if (codecs.some((codec) => codec !== '-')) lines.push(['codec', ...codecs]);
  return markdownTable(lines);
}
