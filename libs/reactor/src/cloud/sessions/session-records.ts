import { Inject, Injectable } from '@nestjs/common';
import { SessionService } from '../../local-api/index.js';
import type { EndReason, Session, SessionStarter } from '../../session/index.js';
import { CLOUD_OPTIONS, type CloudSettings } from '../cloud.options.js';

/** Sessions that have ended and are still known; beyond, the oldest are forgotten. */
const MAX_ENDED = 1_000;

/** What is known of a session, also after its end. */
export interface SessionRecord {
  readonly id: string;
  /** By name. */
  readonly model: string;
  readonly starter: SessionStarter;
  readonly createdAt: Date;
  /** While it runs, and while it ends. */
  readonly session?: Session;
  readonly end?: SessionEnd;
}

/** How a session has ended. */
export interface SessionEnd {
  readonly at: Date;
  readonly reason: EndReason;
  /** In words, where it has some. */
  readonly message?: string;
}

/** The sessions of this process by their ids: those that run, and for a while those that have ended. */
@Injectable()
export class SessionRecords {
  private readonly running = new Map<string, SessionRecord>();
  private readonly ended = new Map<string, SessionRecord>();

  constructor(
    sessions: SessionService,
    @Inject(CLOUD_OPTIONS) private readonly options: CloudSettings,
  ) {
    if (!options.enabled) return;
    sessions.onModel(({ name, model }) => model.events.on('session', (session) => this.follow(name, session)));
  }

  /** Those that have ended come first, each in the order in which they did; then those that run, the oldest first. */
  get all(): readonly SessionRecord[] {
    this.forget();
    return [...this.ended.values(), ...this.running.values()];
  }

  find(id: string): SessionRecord | undefined {
    this.forget();
    return this.running.get(id) ?? this.ended.get(id);
  }

  private follow(model: string, session: Session): void {
    const { id, starter } = session;
    const record = { id, model, starter, createdAt: new Date() };
    let end: SessionEnd | undefined;
    this.running.set(id, { ...record, session });
    session.events.on('ending', ({ reason, closeReason }) => {
      end = { at: new Date(), reason, ...(closeReason === undefined ? {} : { message: closeReason }) };
      this.running.set(id, { ...record, session, end });
    });
    session.events.on('ended', () => {
      this.running.delete(id);
      this.ended.set(id, { ...record, ...(end === undefined ? {} : { end }) });
      this.forget();
    });
  }

  private forget(): void {
    const oldestMs = Date.now() - this.options.endedSessionMs;
    for (const [id, { end }] of this.ended) {
      const isOver = end !== undefined && end.at.getTime() <= oldestMs;
      if (!isOver && this.ended.size <= MAX_ENDED) break;
      this.ended.delete(id);
    }
  }
}
