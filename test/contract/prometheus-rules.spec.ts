import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findMetricProblems } from './support/metrics-rules.js';
import { OFFER_2_12 } from './support/offers.js';
import { ReactorUnderTest } from './support/reactor-under-test.js';
import { SignalingSocket } from './support/signaling-socket.js';

/** From the Debian package `prometheus`; another one by `PROMTOOL`. */
const PROMTOOL = process.env['PROMTOOL'] ?? 'promtool';
const isInstalled = spawnSync(PROMTOOL, ['--version']).status === 0;
const itWithPromtool = isInstalled ? it : it.skip;
const unless = isInstalled ? '' : ' (skipped: promtool is not installed)';

const ALERTS = fileURLToPath(new URL('../../ops/prometheus/alerts.yml', import.meta.url));

let server: ReactorUnderTest;
/** Pages of a server that was used: series that appear with their first value are on them. */
let pages: string[];

beforeAll(async () => {
  server = await ReactorUnderTest.start();
  const transport = await server.startSession();
  await server.post(`${transport}/connections/1002/sdp_params`, OFFER_2_12);
  server.engine.peer.connect(server.engine.peer.data);
  server.engine.peer.data.says('{"scope":"application","data":{"type":"say","data":{"words":"hi"}}}');
  const socket = await SignalingSocket.open(server.url);
  await socket.ask({ type: 'join' });
  await socket.ask({ type: 'command', name: 'fly' });
  socket.close();
  await server.post('/stop_session', { reason: 1 });
  pages = await Promise.all(['/metrics', '/models/echo/metrics'].map(async (path) => (await server.get(path)).text));
});
afterAll(() => server.close());

describe('the metrics', () => {
  it('keep the rules of Prometheus for names, units and labels', () => {
    for (const page of pages) expect(findMetricProblems(page)).toEqual([]);
  });

  itWithPromtool(`pass promtool check metrics${unless}`, () => {
    for (const input of pages) {
      const { status, stdout, stderr } = spawnSync(PROMTOOL, ['check', 'metrics'], { input, encoding: 'utf8' });
      expect([status, stdout + stderr]).toEqual([0, '']);
    }
  });

  itWithPromtool(`have alerts that pass promtool check rules${unless}`, () => {
    const { status, stdout, stderr } = spawnSync(PROMTOOL, ['check', 'rules', ALERTS], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('SUCCESS');
  });
});

describe('the rules, as they are kept here', () => {
  it.each([
    ['# TYPE a_total counter\na_total 1', 'a_total no help text'],
    ['# HELP a x\n# TYPE a counter\na 1', 'a counter metrics should have "_total" suffix'],
    [
      '# HELP a_total x\n# TYPE a_total gauge\na_total 1',
      'a_total non-counter metrics should not have "_total" suffix',
    ],
    ['# HELP a_ms x\n# TYPE a_ms gauge\na_ms 1', "a_ms use base units instead of 'ms'"],
    ['# HELP a_gauge x\n# TYPE a_gauge gauge\na_gauge 1', "a_gauge metric name should not include type 'gauge'"],
    [
      '# HELP a_count x\n# TYPE a_count gauge\na_count 1',
      'a_count metrics other than histograms and summaries should not have "_count" or "_sum" suffix',
    ],
    ['# HELP a x\n# TYPE a gauge\na{quantile="0.5"} 1', 'a non-summary metrics should not have "quantile" label'],
  ])('find in %j: %s', (page, problem) => {
    expect(findMetricProblems(page)).toEqual([problem]);
    if (!isInstalled) return;
    const { status } = spawnSync(PROMTOOL, ['check', 'metrics'], { input: `${page}\n`, encoding: 'utf8' });
    expect(status).not.toBe(0);
  });
});
