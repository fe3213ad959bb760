import { describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import type { ContractState, SessionEvent } from '../../local-api/index.js';
import { SessionMetrics } from './session-metrics.js';

/** The state after each event of the journal that the tests write. */
const AFTER: Partial<Record<SessionEvent, ContractState>> = {
  initialization_success: 'ready',
  initialization_fail: 'terminated',
  start_session: 'waiting',
  connection_opened: 'streaming',
  stop_session: 'closing',
  timeout: 'closing',
  cleanup_complete: 'ready',
  eviction: 'terminated',
};

/** A journal that the metrics follow, a clock that is set by hand, and a reader of single series. */
class Bench {
  private readonly registry = new Registry();
  private readonly metrics: SessionMetrics;
  private readonly states: Record<number, ContractState>;
  private readonly live: Record<number, number> = {};
  private seq = 0;
  private nowMs = 5_000;

  constructor(instances = 1) {
    this.metrics = new SessionMetrics(this.registry, Array<ContractState>(instances).fill('created'), () => this.nowMs);
    this.states = Object.fromEntries(Array.from({ length: instances }, (_, i) => [i + 1, 'created' as const]));
  }

  after(seconds: number, event: SessionEvent, detail: Record<string, unknown> = {}): this {
    this.nowMs += seconds * 1000;
    const instance = Number(detail['instance'] ?? 1);
    const from = this.states[instance]!;
    const step = event === 'connection_opened' ? 1 : event === 'connection_closed' ? -1 : 0;
    const live = (this.live[instance] = event === 'start_session' ? 0 : (this.live[instance] ?? 0) + step);
    const to = event === 'connection_closed' ? (live > 0 ? 'streaming' : 'orphaned') : (AFTER[event] ?? from);
    this.states[instance] = to;
    this.metrics.observe({ seq: ++this.seq, event, from, to, detail, tsMs: 0 });
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
  it('adds up the sessions of several instances, each with its own times', async () => {
    const bench = new Bench(2);
    bench.after(0, 'initialization_success', { instance: 1 }).after(0, 'initialization_success', { instance: 2 });
    bench.after(0, 'start_session', { instance: 1 }).after(5, 'start_session', { instance: 2 });
    bench.after(0, 'connection_opened', { instance: 1 }).after(0, 'connection_opened', { instance: 2 });
    expect(await bench.value('runtime_connections_active')).toBe(2);
    expect(await bench.value('runtime_session_state{state="streaming"}')).toBe(2);
    bench.after(10, 'stop_session', { instance: 1, reason: 'stopped' });
    bench.after(0, 'cleanup_complete', { instance: 1, reason: 'stopped' });
    expect(await bench.value('runtime_connections_active')).toBe(1);
    expect(await bench.value('runtime_session_duration_seconds_sum{reason="stopped"}')).toBe(15);
    expect(await bench.value('runtime_session_state{state="ready"}')).toBe(1);
    expect(await bench.value('runtime_session_state{state="streaming"}')).toBe(1);
  });

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
