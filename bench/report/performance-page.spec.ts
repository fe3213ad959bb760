import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type BenchResult, readResult } from '../results.js';
import { performancePage } from './performance-page.js';
import type { Section } from './result-section.js';
import { SECTIONS } from './sections.js';

const SECTION: Section = {
  bench: 'engines',
  heading: 'Both engines',
  text: 'Side by side.',
  command: 'npm run bench -- engines',
  charts: [{ file: 'latency', title: 'Delay, ms', unit: ' ms', figures: ['glassP50'] }],
};
const RESULT: BenchResult = {
  bench: 'engines',
  measured: '2026-11-28',
  node: '20.20.2',
  cores: 2,
  rounds: 3,
  tables: [
    {
      name: '1280x720',
      rows: [
        { name: 'fanout', figures: { glassP50: [30, 90, 31], fps: [29.96, 30, 30] }, notes: { codec: 'VP8' } },
        { name: 'wrtc', figures: { glassP50: [100, 101, 102] } },
      ],
    },
  ],
};
const PAGE = '# Performance\n\n<!-- bench:results -->\n<!-- /bench -->\n';

describe('the performance page', () => {
  it('has the median of the rounds in its tables and charts', () => {
    const { page, charts } = performancePage(PAGE, [SECTION], () => RESULT);
    expect(page).toContain('| glass to glass p50, ms   |     31 |  101 |');
    expect(page).toContain('| codec                    |    VP8 |    - |');
    expect(page).toContain('![Delay, ms](assets/performance/engines-latency.svg)');
    expect(charts.map(({ name }) => name)).toEqual(['engines-latency.svg']);
    expect(charts[0]!.svg).toContain('fanout: glass to glass p50, ms 31; wrtc: glass to glass p50, ms 101.');
  });

  it('draws a line for what a bench measured over time', () => {
    const lines = [
      {
        name: 'memory',
        points: [
          [0, 100],
          [5, 300],
          [9, 200],
        ] as const,
      },
    ];
    const timelines = [{ name: 'Memory, MB', across: 'minutes', lines }];
    const { page, charts } = performancePage(PAGE, [SECTION], () => ({ ...RESULT, timelines }));
    expect(page).toContain('![Memory, MB](assets/performance/engines-time-1.svg)');
    expect(charts[1]!.svg).toContain('Over time. memory: from 100 to 300, 200 at the end.');
  });

  it('leaves a dash where nothing was measured', () => {
    const { page } = performancePage(PAGE, [SECTION], () => RESULT);
    expect(page).toContain('| received frames a second |   30.0 |    - |');
  });

  it('leaves out a section that has no result', () => {
    const { page, charts, without } = performancePage(PAGE, [SECTION], () => undefined);
    expect(page).not.toContain('Both engines');
    expect(charts).toEqual([]);
    expect(without).toEqual([SECTION]);
  });

  it('is what bench/results has, as it is committed', () => {
    const committed = readFileSync(join('docs', 'performance.md'), 'utf8');
    const { page, charts } = performancePage(committed, SECTIONS, readResult);
    expect(page).toBe(committed);
    const folder = join('docs', 'assets', 'performance');
    expect(existsSync(folder) ? readdirSync(folder).sort() : []).toEqual(charts.map(({ name }) => name).sort());
    for (const { name, svg } of charts) expect(readFileSync(join(folder, name), 'utf8')).toBe(svg);
  });
});
