import { describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { EdgeMetrics } from './edge-metrics.js';

describe('EdgeMetrics', () => {
  it('counts refusals by edge and code', async () => {
    const registry = new Registry();
    const metrics = new EdgeMetrics(registry, () => 3);
    metrics.refused('http', 'no_session');
    metrics.refused('http', 'no_session');
    metrics.refused('session', 'invalid_command');
    const text = await registry.metrics();
    expect(text).toContain('reactor_refusals_total{edge="http",code="no_session"} 2');
    expect(text).toContain('reactor_refusals_total{edge="session",code="invalid_command"} 1');
    expect(text).toContain('reactor_event_streams 3');
  });

  it('keeps a bounded number of series whatever codes an author makes up', async () => {
    const registry = new Registry();
    const metrics = new EdgeMetrics(registry, () => 0);
    for (let i = 0; i < 500; i++) metrics.refused('session', `code_${i}`);
    const series = (await registry.metrics()).split('\n').filter((line) => line.startsWith('reactor_refusals_total'));
    expect(series).toHaveLength(101);
    expect(series).toContainEqual('reactor_refusals_total{edge="session",code="other"} 400');
  });
});
