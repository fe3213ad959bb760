import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { EndReason } from '../../session/index.js';
import type { JournalEntry, ContractState } from '../../local-api/index.js';

const REASONS: readonly EndReason[] = ['stopped', 'timed_out', 'evicted', 'moderated', 'error'];

const STATES: readonly ContractState[] = [
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

/** Metrics of a model's sessions, over all its instances, derived only from its journal. Names, labels and buckets are the contract's. */
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
  private readonly running = new Map<number, Running>();
  /** Clients of each instance. */
  private readonly live = new Map<number, number>();
  private readonly states = new Map<number, ContractState>();

  /** @param now monotonic milliseconds */
  constructor(
    registry: Registry,
    states: readonly ContractState[],
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
      help: 'Instances of the model in each state; of a model with one instance, 1 for its state, 0 for the others.',
      labelNames: ['state'],
      registers,
    });
    this.errors = new Counter({
      name: 'runtime_session_errors_total',
      help: 'Errors in the journal: refusals and failed handlers.',
      registers,
    });
    for (const reason of REASONS) this.sessions.inc({ reason }, 0);
    states.forEach((state, i) => this.states.set(i + 1, state));
    this.showStates();
  }

  observe(entry: JournalEntry): void {
    const instance = instanceOf(entry);
    if (entry.from !== entry.to) {
      this.states.set(instance, entry.to);
      this.showStates();
    }
    switch (entry.event) {
      case 'start_session':
        this.running.set(instance, { startedMs: this.now(), joined: false });
        break;
      case 'connection_opened':
        this.join(instance);
        break;
      case 'connection_closed':
        this.closed.inc();
        this.setLive(instance, Math.max(0, (this.live.get(instance) ?? 0) - 1));
        break;
      case 'stop_session':
      case 'timeout':
        this.setLive(instance, 0);
        this.beginClosing(instance, reasonOf(entry));
        break;
      case 'cleanup_complete':
        this.finish(instance, reasonOf(entry));
        break;
      case 'eviction':
        this.setLive(instance, 0);
        this.finish(instance, this.running.get(instance)?.closing?.reason ?? reasonOf(entry));
        break;
      case 'error':
        this.errors.inc();
        break;
      case 'initialization_success':
      case 'initialization_fail':
      case 'connection_answered':
      case 'command':
      case 'metric':
      case 'chunk_ready':
      case 'clip_ready':
        // Counted elsewhere, or of no state.
        break;
    }
  }

  private join(instance: number): void {
    this.opened.inc();
    this.setLive(instance, (this.live.get(instance) ?? 0) + 1);
    const running = this.running.get(instance);
    if (running === undefined || running.joined) return;
    running.joined = true;
    this.firstClient.observe((this.now() - running.startedMs) / 1000);
  }

  private setLive(instance: number, clients: number): void {
    this.live.set(instance, clients);
    this.active.set([...this.live.values()].reduce((sum, one) => sum + one, 0));
  }

  private beginClosing(instance: number, reason: EndReason): void {
    const running = this.running.get(instance);
    if (running !== undefined) running.closing = { sinceMs: this.now(), reason };
  }

  private finish(instance: number, reason: EndReason): void {
    const running = this.running.get(instance);
    if (running === undefined) return;
    this.running.delete(instance);
    this.sessions.inc({ reason });
    this.duration.observe({ reason }, (this.now() - running.startedMs) / 1000);
    if (running.closing !== undefined) this.teardown.observe((this.now() - running.closing.sinceMs) / 1000);
  }

  private showStates(): void {
    const current = [...this.states.values()];
    for (const state of STATES) this.state.set({ state }, current.filter((one) => one === state).length);
  }
}

/** Entries of a model with one instance name none. */
function instanceOf({ detail }: JournalEntry): number {
  return typeof detail['instance'] === 'number' ? detail['instance'] : 1;
}

function reasonOf({ detail }: JournalEntry): EndReason {
  return REASONS.find((reason) => reason === detail['reason']) ?? 'error';
}
