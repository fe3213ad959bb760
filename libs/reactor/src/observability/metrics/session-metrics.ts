import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { EndReason, JournalEntry, SessionState } from '../../session/index.js';

const REASONS: readonly EndReason[] = ['stopped', 'timed_out', 'evicted', 'moderated', 'error'];

const STATES: readonly SessionState[] = [
  'created',
  'ready',
  'waiting',
  'streaming',
  'orphaned',
  'closing',
  'terminated',
];

/** The running session, in monotonic milliseconds. */
interface Running {
  readonly startedMs: number;
  joined: boolean;
  closing?: { readonly sinceMs: number; readonly reason: EndReason };
}

/** Metrics of a model's sessions, derived only from its journal. Names, labels and buckets are the contract's. */
export class SessionMetrics {
  private readonly sessions;
  private readonly duration;
  private readonly firstClient;
  private readonly teardown;
  private readonly opened;
  private readonly closed;
  private readonly active;
  private readonly state;
  private readonly errors;
  private running: Running | undefined;
  private live = 0;

  /** @param now monotonic milliseconds */
  constructor(
    registry: Registry,
    state: SessionState,
    private readonly now: () => number = () => performance.now(),
  ) {
    const registers = [registry];
    this.sessions = new Counter({
      name: 'runtime_sessions_total',
      help: 'Sessions that ended, by reason.',
      labelNames: ['reason'],
      registers,
    });
    this.duration = new Histogram({
      name: 'runtime_session_duration_seconds',
      help: 'Time from the start of a session to the end of its cleanup.',
      labelNames: ['reason'],
      buckets: [1, 5, 15, 30, 60, 300, 600, 1800, 3600, 7200],
      registers,
    });
    this.firstClient = new Histogram({
      name: 'runtime_session_time_to_first_client_seconds',
      help: 'Time from the start of a session until the first client joined.',
      buckets: [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30, 60],
      registers,
    });
    this.teardown = new Histogram({
      name: 'runtime_session_teardown_seconds',
      help: 'Duration of the cleanup of a session.',
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30],
      registers,
    });
    this.opened = new Counter({ name: 'runtime_connections_opened_total', help: 'Clients that joined.', registers });
    this.closed = new Counter({
      name: 'runtime_connections_closed_total',
      help: 'Clients that left or were lost while their session continued.',
      registers,
    });
    this.active = new Gauge({ name: 'runtime_connections_active', help: 'Clients in the session.', registers });
    this.state = new Gauge({
      name: 'runtime_session_state',
      help: '1 for the current state of the model, 0 for the others.',
      labelNames: ['state'],
      registers,
    });
    this.errors = new Counter({
      name: 'runtime_session_errors_total',
      help: 'Errors in the journal: refusals and failed handlers.',
      registers,
    });
    for (const reason of REASONS) this.sessions.inc({ reason }, 0);
    this.show(state);
  }

  observe(entry: JournalEntry): void {
    if (entry.from !== entry.to) this.show(entry.to);
    switch (entry.event) {
      case 'start_session':
        this.running = { startedMs: this.now(), joined: false };
        break;
      case 'connection_opened':
        this.join();
        break;
      case 'connection_closed':
        this.closed.inc();
        this.active.set((this.live = Math.max(0, this.live - 1)));
        break;
      case 'stop_session':
      case 'timeout':
        this.active.set((this.live = 0));
        if (this.running !== undefined) this.running.closing = { sinceMs: this.now(), reason: reasonOf(entry) };
        break;
      case 'cleanup_complete':
        this.finish(reasonOf(entry));
        break;
      case 'eviction':
        this.active.set((this.live = 0));
        this.finish(this.running?.closing?.reason ?? reasonOf(entry));
        break;
      case 'error':
        this.errors.inc();
    }
  }

  private join(): void {
    this.opened.inc();
    this.active.set(++this.live);
    if (this.running === undefined || this.running.joined) return;
    this.running.joined = true;
    this.firstClient.observe((this.now() - this.running.startedMs) / 1000);
  }

  private finish(reason: EndReason): void {
    const running = this.running;
    if (running === undefined) return;
    this.running = undefined;
    this.sessions.inc({ reason });
    this.duration.observe({ reason }, (this.now() - running.startedMs) / 1000);
    if (running.closing !== undefined) this.teardown.observe((this.now() - running.closing.sinceMs) / 1000);
  }

  private show(current: SessionState): void {
    for (const state of STATES) this.state.set({ state }, state === current ? 1 : 0);
  }
}

function reasonOf({ detail }: JournalEntry): EndReason {
  return REASONS.find((reason) => reason === detail['reason']) ?? 'error';
}
