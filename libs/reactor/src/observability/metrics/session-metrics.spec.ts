import { describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { SessionMachine } from '../../session/lifecycle/session-machine.js';
import type { SessionEvent } from '../../session/index.js';
import { SessionMetrics } from './session-metrics.js';

/** A machine that the metrics follow, a clock that is set by hand, and a reader of single series. */
class Bench {
  private readonly registry = new Registry();
  private readonly machine = new SessionMachine();
  private nowMs = 5_000;

  constructor() {
    const metrics = new SessionMetrics(this.registry, 'created', () => this.nowMs);
    let seq = 0;
    this.machine.onTransition((transition) => metrics.observe({ seq: ++seq, ...transition }));
  }

  after(seconds: number, event: SessionEvent, detail: Record<string, unknown> = {}): this {
    this.nowMs += seconds * 1000;
    expect(this.machine.apply(event, detail)).toBe(true);
    return this;
  }

  /** A session that somebody is in. */
  streaming(): this {
    return this.after(0, 'initialization_success').after(0, 'start_session').after(0, 'connection_opened');
  }

  async value(series: string): Promise<number | undefined> {
    const line = (await this.registry.metrics()).split('\n').find((text) => text.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.split(' ')[1]);
  }
}

describe('SessionMetrics', () => {
  it('declares every reason before the first session', async () => {
    const bench = new Bench();
    for (const reason of ['stopped', 'timed_out', 'evicted', 'moderated', 'error']) {
      expect(await bench.value(`runtime_sessions_total{reason="${reason}"}`)).toBe(0);
    }
  });

  it('counts a session with its reason, its time to the end of the cleanup, and the cleanup', async () => {
    const bench = new Bench().streaming();
    bench.after(90, 'stop_session', { reason: 'moderated' }).after(2, 'cleanup_complete', { reason: 'moderated' });
    expect(await bench.value('runtime_sessions_total{reason="moderated"}')).toBe(1);
    expect(await bench.value('runtime_session_duration_seconds_sum{reason="moderated"}')).toBe(92);
    expect(await bench.value('runtime_session_teardown_seconds_sum')).toBe(2);
  });

  it('counts a session that the end of its worker cut off as an error', async () => {
    const bench = new Bench().streaming();
    bench.after(10, 'stop_session', { reason: 'error' }).after(1, 'eviction', { reason: 'error', error: 'gone' });
    expect(await bench.value('runtime_sessions_total{reason="error"}')).toBe(1);
    expect(await bench.value('runtime_session_state{state="terminated"}')).toBe(1);
    expect(await bench.value('runtime_connections_active')).toBe(0);
  });

  it('counts no session where the model goes without one', async () => {
    const bench = new Bench().after(0, 'initialization_success').after(0, 'eviction', { reason: 'error' });
    expect(await bench.value('runtime_sessions_total{reason="error"}')).toBe(0);
  });

  it('measures the wait for the first client of each session, and no other', async () => {
    const bench = new Bench().after(0, 'initialization_success').after(0, 'start_session');
    bench.after(3, 'connection_opened').after(5, 'connection_opened');
    expect(await bench.value('runtime_session_time_to_first_client_seconds_count')).toBe(1);
    expect(await bench.value('runtime_session_time_to_first_client_seconds_sum')).toBe(3);
    bench.after(0, 'stop_session', { reason: 'stopped' }).after(0, 'cleanup_complete', { reason: 'stopped' });
    bench.after(60, 'start_session').after(1, 'connection_opened');
    expect(await bench.value('runtime_session_time_to_first_client_seconds_sum')).toBe(4);
  });

  it('tells who is in from who came and who left, and counts none at the end', async () => {
    const bench = new Bench().streaming().after(0, 'connection_opened').after(0, 'connection_closed');
    expect(await bench.value('runtime_connections_active')).toBe(1);
    bench.after(0, 'stop_session', { reason: 'stopped' });
    expect(await bench.value('runtime_connections_active')).toBe(0);
    expect(await bench.value('runtime_connections_opened_total')).toBe(2);
    expect(await bench.value('runtime_connections_closed_total')).toBe(1);
  });

  it.each<SessionEvent>(['command', 'connection_answered', 'chunk_ready', 'metric'])(
    'leaves the state alone when the journal notes a %s',
    async (event) => {
      const bench = new Bench().streaming().after(0, event);
      expect(await bench.value('runtime_session_state{state="streaming"}')).toBe(1);
      expect(await bench.value('runtime_session_state{state="ready"}')).toBe(0);
      expect(await bench.value('runtime_session_errors_total')).toBe(0);
    },
  );

  it('counts errors without their texts', async () => {
    const bench = new Bench().streaming().after(0, 'error', { message: 'a' }).after(0, 'error', { message: 'b' });
    expect(await bench.value('runtime_session_errors_total')).toBe(2);
  });
});
