import { CHART_WIDTH, chartDocument, type ChartHead, escapeXml, LETTER, topOf } from './chart-style.js';

/** A group of bars, one for each series. */
export interface BarGroup {
  readonly name: string;
  /** In the order of the series; undefined where nothing was measured. */
  readonly values: readonly (number | undefined)[];
}

export interface BarChart extends ChartHead {
  /** Behind each value: ` ms`. */
  readonly unit: string;
  readonly digits: number;
  readonly groups: readonly BarGroup[];
}

const BAR = 16;
const GAP = 14;
const VALUE_WIDTH = 80;

/** Horizontal bars from zero, as an SVG document. */
export function barChart(chart: BarChart): string {
  const { unit, digits, series, groups } = chart;
  const top = topOf(chart);
  const left = 24 + LETTER * Math.max(...groups.map(({ name }) => name.length));
  const most = Math.max(...groups.flatMap(({ values }) => values.map((value) => value ?? 0))) || 1;
  const scale = (CHART_WIDTH - left - VALUE_WIDTH) / most;
  const groupHeight = series.length * BAR + GAP;
  const height = top + groups.length * groupHeight + 8;
  const lines = groups.flatMap(({ name, values }, group) => {
    const y = top + group * groupHeight;
    const bars = values.map((value, at) => {
      const [barY, textY] = [y + at * BAR, y + at * BAR + 12];
      if (value === undefined) return `<text class="value" x="${left + 6}" y="${textY}">not measured</text>`;
      const width = Number((value * scale).toFixed(1));
      return (
        `<rect class="s${at}" x="${left}" y="${barY}" width="${width}" height="${BAR - 2}"/>` +
        `<text class="value" x="${left + width + 6}" y="${textY}">${value.toFixed(digits)}${unit}</text>`
      );
    });
    const middle = y + (series.length * BAR) / 2 + 4;
    return [`<text x="${left - 8}" y="${middle}" text-anchor="end">${escapeXml(name)}</text>`, ...bars];
  });
  const axis = `<line class="axis" x1="${left}" y1="${top - 6}" x2="${left}" y2="${height - 8}"/>`;
  return chartDocument(chart, height, [...lines, axis]);
}
