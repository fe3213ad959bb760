import { quantile } from './quantile.js';
import type { ServerUsage } from './server-usage.js';
import type { ViewerFigures } from './viewer-figures.js';

interface Spread {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** One second of the measurement. */
export interface ReportSecond {
  /** Of a viewer, in the mean. */
  readonly fps: number;
  readonly kbps: number;
  /** Of all frames of all viewers, the longest latency. */
  readonly slowestMs: number | null;
}

/** Figures of the viewers with one kind of link. */
export interface GroupReport {
  readonly viewers: number;
  /** Viewers that never had a frame, or that lost their connection. */
  readonly failed: number;
  /** Why, with how many. */
  readonly failures: Readonly<Record<string, number>>;
  /** Frames a second: of the median viewer, and of the worst. */
  readonly fps: { readonly median: number | null; readonly worst: number | null };
  readonly kbps: number | null;
  /** Of all viewers together. */
  readonly freezes: number;
  /** Percentage of the time watched. */
  readonly frozenPercent: number;
  readonly lossPercent: number | null;
  readonly brokenFrames: number;
  readonly latencyMs: Spread;
  readonly firstFrameMs: Spread;
  readonly seconds: readonly ReportSecond[];
}

export interface LoadReport {
  readonly all: GroupReport;
  /** Where some viewers have a relay, and others have none. */
  readonly relayed?: GroupReport;
  readonly direct?: GroupReport;
  readonly server?: ServerUsage;
}

export function reportOf(figures: readonly ViewerFigures[], server: ServerUsage | undefined): LoadReport {
  const relayed = figures.filter((each) => each.relayed);
  const direct = figures.filter((each) => !each.relayed);
  return {
    all: groupOf(figures),
    ...(relayed.length > 0 && direct.length > 0 ? { relayed: groupOf(relayed), direct: groupOf(direct) } : {}),
    ...(server === undefined ? {} : { server }),
  };
}

/** Lines of a plain table. */
export function tableOf({ all, relayed, direct, server }: LoadReport): string[] {
  const groups = Object.entries({ all, relayed, direct }).filter((entry): entry is [string, GroupReport] => !!entry[1]);
  const rows: [string, (group: GroupReport) => string][] = [
    ['viewers, failed', ({ viewers, failed }) => `${viewers}, ${failed}`],
    ['frames a second, median and worst', ({ fps }) => `${shown(fps.median, 1)}, ${shown(fps.worst, 1)}`],
    ['kilobits a second of a viewer', ({ kbps }) => shown(kbps)],
    ['freezes, percent of the time', ({ freezes, frozenPercent }) => `${freezes}, ${shown(frozenPercent, 2)}`],
    ['packets lost, percent', ({ lossPercent }) => shown(lossPercent, 2)],
    ['frames that cannot be decoded', ({ brokenFrames }) => String(brokenFrames)],
    ['capture to arrival, p50 / p95 / p99 ms', ({ latencyMs }) => spread(latencyMs)],
    ['join to first frame, p50 / p95 / p99 ms', ({ firstFrameMs }) => spread(firstFrameMs)],
  ];
  const cells = [
    ['', ...groups.map(([name]) => name)],
    ...rows.map(([name, of]) => [name, ...groups.map(([, group]) => of(group))]),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((line) => line[column]!.length)));
  const lines = cells.map((line) =>
    line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
  );
  for (const [why, count] of Object.entries(all.failures)) lines.push(`${count} failed: ${why}`);
  if (server !== undefined) {
    lines.push(
      `server: ${server.cores.toFixed(2)} cores, ${server.memoryMb.toFixed(0)} MB at the end (${server.source})`,
    );
  }
  return lines;
}

function groupOf(figures: readonly ViewerFigures[]): GroupReport {
  const failed = figures.filter(({ failure }) => failure !== undefined);
  const watching = figures.filter(({ watchedMs, failure }) => watchedMs > 0 && failure === undefined);
  const rates = watching.map(({ frames, watchedMs }) => (1000 * frames) / watchedMs);
  const watchedMs = total(watching, (each) => each.watchedMs);
  const losses = watching.flatMap((each) => each.losses);
  const failures: Record<string, number> = {};
  for (const { failure } of failed) failures[failure!] = (failures[failure!] ?? 0) + 1;
  return {
    viewers: figures.length,
    failed: failed.length,
    failures,
    fps: { median: quantileOrNull(rates, 0.5), worst: rates.length === 0 ? null : Math.min(...rates) },
    kbps: watchedMs === 0 ? null : (8 * total(watching, ({ bytes }) => bytes)) / watchedMs,
    freezes: total(watching, (each) => each.freezes),
    frozenPercent: watchedMs === 0 ? 0 : (100 * total(watching, (each) => each.frozenMs)) / watchedMs,
    lossPercent: losses.length === 0 ? null : (100 * losses.reduce((sum, each) => sum + each, 0)) / losses.length,
    brokenFrames: total(watching, ({ broken }) => broken),
    latencyMs: spreadOf(watching.flatMap(({ latencies }) => latencies)),
    firstFrameMs: spreadOf(figures.flatMap(({ firstFrameMs }) => firstFrameMs ?? [])),
    seconds: secondsOf(watching),
  };
}

function secondsOf(watching: readonly ViewerFigures[]): readonly ReportSecond[] {
  const length = Math.max(0, ...watching.map(({ seconds }) => seconds.length));
  return Array.from({ length }, (_, second) => {
    const each = watching.flatMap(({ seconds }) => seconds[second] ?? []);
    const slowest = each.flatMap(({ slowestMs }) => slowestMs ?? []);
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / watching.length;
    return {
      fps: mean(each.map(({ frames }) => frames)),
      kbps: mean(each.map(({ bytes }) => bytes / 125)),
      slowestMs: slowest.length === 0 ? null : Math.max(...slowest),
    };
  });
}

function spreadOf(values: readonly number[]): Spread {
  return { p50: quantileOrNull(values, 0.5), p95: quantileOrNull(values, 0.95), p99: quantileOrNull(values, 0.99) };
}

function quantileOrNull(values: readonly number[], q: number): number | null {
  return values.length === 0 ? null : quantile(values, q);
}

function total(figures: readonly ViewerFigures[], of: (each: ViewerFigures) => number): number {
  return figures.reduce((sum, each) => sum + of(each), 0);
}

function shown(value: number | null, digits = 0): string {
  return value === null ? '-' : value.toFixed(digits);
}

function spread({ p50, p95, p99 }: Spread): string {
  return [p50, p95, p99].map((value) => shown(value)).join(' / ');
}
