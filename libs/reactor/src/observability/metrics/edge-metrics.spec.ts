import { describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { EdgeMetrics } from './edge-metrics.js';

describe('EdgeMetrics', () => {
  it('counts refusals by edge and code, readers of events and what they missed', async () => {
    const registry = new Registry();
    const events = { open: 3, dropped: 0 };
    const metrics = new EdgeMetrics(registry, events);
    metrics.refused('http', 'no_session');
    metrics.refused('http', 'no_session');
    metrics.refused('session', 'invalid_command');
    const text = await registry.metrics();
    expect(text).toContain('reactor_refusals_total{edge="http",code="no_session"} 2');
    expect(text).toContain('reactor_refusals_total{edge="session",code="invalid_command"} 1');
    expect(text).toContain('reactor_event_streams 3');
    expect(text).toContain('reactor_events_dropped_total 0');
    for (const dropped of [4, 6]) {
      events.dropped = dropped;
      expect(await registry.metrics()).toContain(`reactor_events_dropped_total ${dropped}`);
    }
  });

  it('keeps a bounded number of series whatever codes an author makes up', async () => {
    const registry = new Registry();
    const metrics = new EdgeMetrics(registry, { open: 0, dropped: 0 });
    for (let i = 0; i < 500; i++) metrics.refused('session', `code_${i}`);
    const series = (await registry.metrics()).split('\n').filter((line) => line.startsWith('reactor_refusals_total'));
    expect(series).toHaveLength(101);
    expect(series).toContainEqual('reactor_refusals_total{edge="session",code="other"} 400');
  });
});
