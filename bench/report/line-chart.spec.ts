import { describe, expect, it } from '@jest/globals';
import { lineChart } from './line-chart.js';

const CHART = {
  title: 'Memory, MB',
  description: 'from 10 to 30 MB',
  series: ['memory'],
  across: 'minutes',
  lines: [
    [
      [0, 10],
      [5, 30],
      [10, 20],
    ],
  ],
} as const;

function points(svg: string): number[][] {
  const text = /<polyline class="l0" points="([^"]*)"/.exec(svg)![1]!;
  return text.split(' ').map((point) => point.split(',').map(Number));
}

/** Where the grid has a line for that value. */
function lineOf(svg: string, value: number): number {
  return Number(new RegExp(`y1="([\\d.]+)"[^>]*/><text[^>]*>${value}</text>`).exec(svg)![1]);
}

describe('lineChart', () => {
  it('draws points where the grid has their values', () => {
    const svg = lineChart(CHART);
    const [low, high, last] = points(svg);
    expect(low![1]).toBe(lineOf(svg, 10));
    expect(high![1]).toBe(lineOf(svg, 30));
    expect(last![1]).toBe(lineOf(svg, 20));
    expect(high![0]! - low![0]!).toBeCloseTo(last![0]! - high![0]!, 1);
  });

  it('begins at zero', () => {
    const svg = lineChart(CHART);
    expect(lineOf(svg, 0)).toBeGreaterThan(lineOf(svg, 10));
  });

  it('has a title, a description and the name of its axis', () => {
    const svg = lineChart(CHART);
    expect(svg).toContain('<title id="title">Memory, MB</title>');
    expect(svg).toContain('<desc id="desc">from 10 to 30 MB</desc>');
    expect(svg).toContain('>minutes</text>');
  });

  it.each([0.7, 3, 48, 999, 4_321])('has three to six lines for values up to %d', (most) => {
    const svg = lineChart({ ...CHART, lines: [[[0, 0] as const, [1, most] as const]] });
    const count = svg.match(/class="grid"/g)!.length;
    expect(count).toBeGreaterThanOrEqual(3);
    expect(count).toBeLessThanOrEqual(6);
    const [, [, y]] = points(svg) as [number[], [number, number]];
    expect(y).toBeGreaterThanOrEqual(42);
  });
});
