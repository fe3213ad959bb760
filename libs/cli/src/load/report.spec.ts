import { describe, expect, it } from '@jest/globals';
import { reportOf, tableOf } from './report.js';
import type { ViewerFigures } from './viewer-figures.js';

const figures = (over: Partial<ViewerFigures>): ViewerFigures => ({
  relayed: false,
  firstFrameMs: 200,
  failure: undefined,
  watchedMs: 10_000,
  frames: 300,
  bytes: 1_250_000,
  broken: 0,
  freezes: 0,
  frozenMs: 0,
  losses: [0],
  latencies: [20, 30],
  seconds: [{ frames: 30, bytes: 125_000, slowestMs: 30 }],
  ...over,
});

describe('the report of a load', () => {
  it('has the median and the worst viewer, and the spread of all frames', () => {
    const { all } = reportOf([figures({}), figures({ frames: 250, freezes: 2, frozenMs: 200 })], undefined);
    expect(all).toMatchObject({
      viewers: 2,
      failed: 0,
      fps: { median: 30, worst: 25 },
      kbps: 1000,
      freezes: 2,
      frozenPercent: 1,
      latencyMs: { p50: 30, p95: 30, p99: 30 },
    });
  });

  it('leaves viewers that failed out of the rates, and says why they did', () => {
    const { all } = reportOf(
      [figures({}), figures({ failure: 'refused', frames: 0, firstFrameMs: undefined })],
      undefined,
    );
    expect(all).toMatchObject({ viewers: 2, failed: 1, failures: { refused: 1 }, fps: { worst: 30 } });
  });

  it('divides viewers with a relay from those without', () => {
    const report = reportOf([figures({}), figures({ relayed: true, losses: [0.02] })], undefined);
    expect([report.direct?.lossPercent, report.relayed?.lossPercent]).toEqual([0, 2]);
    expect(reportOf([figures({ relayed: true })], undefined).relayed).toBeUndefined();
  });

  it('has each second: rates in the mean, and the slowest frame of all', () => {
    const late = [undefined, { frames: 10, bytes: 25_000, slowestMs: undefined }];
    expect(reportOf([figures({}), figures({ seconds: late })], undefined).all.seconds).toEqual([
      { fps: 15, kbps: 500, slowestMs: 30 },
      { fps: 5, kbps: 100, slowestMs: null },
    ]);
  });

  it('is a table, with a dash for what is not known', () => {
    const server = { cores: 0.5, memoryMb: 210, source: '/proc' };
    const lines = tableOf(reportOf([figures({ latencies: [], losses: [] })], server));
    expect(lines).toContainEqual(expect.stringMatching(/^capture to arrival, p50 \/ p95 \/ p99 ms +- \/ - \/ -$/));
    expect(lines.at(-1)).toBe('server: 0.50 cores, 210 MB at the end (/proc)');
  });
});
