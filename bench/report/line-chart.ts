import { CHART_WIDTH, chartDocument, type ChartHead, escapeXml, topOf } from './chart-style.js';

export interface LineChart extends ChartHead {
  /** Below the axis: `minutes`. */
  readonly across: string;
  /** A line for each series: points from left to right. */
  readonly lines: readonly (readonly (readonly [x: number, y: number])[])[];
}

const LEFT = 56;
const RIGHT = 24;
const DRAWING = 220;
const BELOW = 44;
/** Distances between two lines of the grid are one of these, times a power of ten. */
const STEPS = [1, 2, 5, 10];
const MOST_STEPS = 5;

/** Lines over time, from zero, as an SVG document. */
export function lineChart(chart: LineChart): string {
  const top = topOf(chart);
  const points = chart.lines.flat();
  const bottom = top + DRAWING;
  const [endX, highest] = [Math.max(...points.map(([x]) => x)) || 1, Math.max(...points.map(([, y]) => y)) || 1];
  // Lines go as far as they do; above them is the next line of the grid.
  const endY = Math.ceil(highest / stepOf(highest)) * stepOf(highest);
  const xOf = (x: number): number => round(LEFT + (x / endX) * (CHART_WIDTH - LEFT - RIGHT));
  const yOf = (y: number): number => round(bottom - (y / endY) * DRAWING);
  const grid = ticks(endY).map(
    (y) =>
      `<line class="grid" x1="${LEFT}" y1="${yOf(y)}" x2="${CHART_WIDTH - RIGHT}" y2="${yOf(y)}"/>` +
      `<text class="value" x="${LEFT - 8}" y="${yOf(y) + 4}" text-anchor="end">${y}</text>`,
  );
  const below = ticks(endX).map(
    (x) => `<text class="value" x="${xOf(x)}" y="${bottom + 18}" text-anchor="middle">${x}</text>`,
  );
  const lines = chart.lines.map(
    (line, at) => `<polyline class="l${at}" points="${line.map(([x, y]) => `${xOf(x)},${yOf(y)}`).join(' ')}"/>`,
  );
  const name = `<text x="${CHART_WIDTH - RIGHT}" y="${bottom + 36}" text-anchor="end">${escapeXml(chart.across)}</text>`;
  return chartDocument(chart, bottom + BELOW, [...grid, ...below, name, ...lines]);
}

/** Distance of two lines of the grid, so that there are at most `MOST_STEPS`. */
function stepOf(end: number): number {
  const power = 10 ** Math.floor(Math.log10(end / MOST_STEPS));
  return power * STEPS.find((each) => Math.ceil(end / (each * power)) <= MOST_STEPS)!;
}

function ticks(end: number): number[] {
  const step = stepOf(end);
  return Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, at) => Number((at * step).toPrecision(6)));
}

function round(value: number): number {
  return Number(value.toFixed(1));
}
