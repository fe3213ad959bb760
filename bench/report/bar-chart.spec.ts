import { describe, expect, it } from '@jest/globals';
import { barChart } from './bar-chart.js';

const CHART = {
  title: 'Delay',
  description: 'a is 10 ms, b is 20 ms',
  unit: ' ms',
  digits: 0,
  series: ['glass to glass'],
  groups: [
    { name: 'a', values: [10] },
    { name: 'b', values: [20] },
  ],
};

function widths(svg: string): number[] {
  return [...svg.matchAll(/<rect class="s\d" [^>]*width="([\d.]+)" height="14"/g)].map(([, width]) => Number(width));
}

describe('barChart', () => {
  it('draws bars as long as their values, from zero', () => {
    const [a, b] = widths(barChart(CHART)) as [number, number];
    expect(b / a).toBeCloseTo(2, 2);
  });

  it('writes each value with its unit', () => {
    expect(barChart(CHART)).toContain('>10 ms</text>');
    expect(barChart(CHART)).toContain('>20 ms</text>');
  });

  it('has a title and a description for who does not see it', () => {
    const svg = barChart(CHART);
    expect(svg).toContain('role="img" aria-labelledby="title desc"');
    expect(svg).toContain('<title id="title">Delay</title>');
    expect(svg).toContain('<desc id="desc">a is 10 ms, b is 20 ms</desc>');
  });

  it('has colours for light and dark schemes', () => {
    expect(barChart(CHART)).toContain('@media (prefers-color-scheme: dark)');
  });

  it('names the series where there are several', () => {
    const both = { ...CHART, series: ['p50', 'p95'], groups: [{ name: 'a', values: [10, 15] }] };
    expect(barChart(both)).toContain('>p95</text>');
    expect(widths(barChart(both))).toHaveLength(2);
    expect(barChart(CHART)).not.toContain('>glass to glass</text>');
  });

  it('says that nothing was measured where a value is missing', () => {
    const svg = barChart({ ...CHART, groups: [...CHART.groups, { name: 'c', values: [undefined] }] });
    expect(svg).toContain('>not measured</text>');
    expect(widths(svg)).toHaveLength(2);
  });

  it('escapes what names contain', () => {
    expect(barChart({ ...CHART, title: 'a < b & "c"' })).toContain(
      '<title id="title">a &lt; b &amp; &quot;c&quot;</title>',
    );
  });

  it('draws nothing longer than its width where all values are zero', () => {
    const svg = barChart({ ...CHART, groups: [{ name: 'a', values: [0] }] });
    expect(widths(svg)).toEqual([0]);
  });
});
