import { isDeepStrictEqual } from 'node:util';

/** One metric as the text format has it. */
export interface MetricFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly series: readonly {
    readonly name: string;
    readonly labels: Record<string, string>;
    readonly value: number;
  }[];
}

/** Reads the text format of Prometheus; throws on a line that is none of it, and on a value that is no number. */
export function readMetrics(text: string): Map<string, MetricFamily> {
  const families = new Map<string, MetricFamily & { series: MetricFamily['series'][number][] }>();
  let current: (MetricFamily & { series: MetricFamily['series'][number][] }) | undefined;
  const helps = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const help = /^# HELP (\S+) (.+)$/.exec(line);
    const type = /^# TYPE (\S+) (\S+)$/.exec(line);
    const series = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (help !== null) {
      helps.set(help[1]!, help[2]!);
    } else if (type !== null) {
      const name = type[1]!;
      if (families.has(name)) throw new Error(`${name} is declared twice`);
      current = { name, type: type[2]!, help: helps.get(name) ?? '', series: [] };
      families.set(name, current);
    } else if (series !== null && current !== undefined && series[1]!.startsWith(current.name)) {
      if (Number.isNaN(Number(series[3]))) throw new Error(`no number: ${line}`);
      const labels = [...(series[2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
      current.series.push({
        name: series[1]!,
        labels: Object.fromEntries(labels.map(([, label, value]) => [label!, value!])),
        value: Number(series[3]),
      });
    } else {
      throw new Error(`not a line of the text format: ${line}`);
    }
  }
  return families;
}

/** The value of one series by its name and labels; undefined where there is none. */
export function valueOf(
  families: ReadonlyMap<string, MetricFamily>,
  name: string,
  labels: Record<string, string> = {},
): number | undefined {
  const found = [...families.values()]
    .flatMap(({ series }) => series)
    .find((series) => series.name === name && isDeepStrictEqual(series.labels, labels));
  return found?.value;
}
