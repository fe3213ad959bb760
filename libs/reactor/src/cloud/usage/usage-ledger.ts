import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { SessionService } from '../../local-api/index.js';
import type { Session } from '../../session/index.js';
import { CLOUD_OPTIONS, type CloudSettings } from '../cloud.options.js';
import { SentBytes } from './sent-bytes.js';

/** How often the connections of running sessions are read: what one sent since then and its end is not counted. */
const SAMPLE_PERIOD_MS = 2_000;

/** What one account has used since the server started. */
export interface AccountUsage {
  /** Id of the API key. */
  readonly account: string;
  /** That it has started. */
  readonly sessions: number;
  /** Of those, the ones that run now. */
  readonly running: number;
  /** Of all its sessions, from start to end. */
  readonly sessionSeconds: number;
  /** Media that its sessions have sent to all their viewers. */
  readonly bytesSent: number;
}

interface Account {
  sessions: number;
  endedMs: number;
  bytesSent: number;
  /** When they began, by the monotonic clock. */
  readonly running: Map<Session, number>;
}

/** Counts what each API key uses, whichever way its sessions were started. */
@Injectable()
export class UsageLedger implements OnModuleDestroy {
  readonly since = new Date();
  private readonly accounts = new Map<string, Account>();
  private readonly sent = new SentBytes();
  private readonly timer: NodeJS.Timeout | undefined;
  private sampling: Promise<void> | undefined;

  constructor(sessions: SessionService, @Inject(CLOUD_OPTIONS) { enabled }: CloudSettings) {
    if (!enabled) return;
    sessions.onModel(({ model }) => model.events.on('session', (session) => this.follow(session)));
    this.timer = setInterval(() => {
      this.sampling ??= this.sample().finally(() => (this.sampling = undefined));
    }, SAMPLE_PERIOD_MS);
    this.timer.unref();
  }

  /** Of every account that has started a session. */
  get all(): readonly AccountUsage[] {
    return [...this.accounts.keys()].map((account) => this.of(account));
  }

  of(account: string): AccountUsage {
    const { sessions = 0, endedMs = 0, bytesSent = 0, running = new Map() } = this.accounts.get(account) ?? {};
    const nowMs = performance.now();
    let ms = endedMs;
    for (const startedMs of running.values()) ms += nowMs - startedMs;
    return { account, sessions, running: running.size, sessionSeconds: ms / 1_000, bytesSent };
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private follow(session: Session): void {
    const id = session.starter.principal?.account;
    if (id === undefined) return;
    const account = this.accounts.get(id) ?? { sessions: 0, endedMs: 0, bytesSent: 0, running: new Map() };
    this.accounts.set(id, account);
    account.sessions++;
    account.running.set(session, performance.now());
    session.events.on('ending', () => {
      account.endedMs += performance.now() - account.running.get(session)!;
      account.running.delete(session);
    });
  }

  private async sample(): Promise<void> {
    for (const account of this.accounts.values()) {
      for (const session of account.running.keys()) {
        const { connections } = await session.statistics();
        account.bytesSent += this.sent.of(session, connections);
      }
    }
  }
}
