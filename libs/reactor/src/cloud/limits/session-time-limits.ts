import { Inject, Injectable } from '@nestjs/common';
import { SessionService } from '../../local-api/index.js';
import type { Session } from '../../session/index.js';
import { CLOUD_OPTIONS, type CloudSettings } from '../cloud.options.js';

/** Ends sessions that have run for as long as they may, and those that nobody uses. */
@Injectable()
export class SessionTimeLimits {
  constructor(
    sessions: SessionService,
    @Inject(CLOUD_OPTIONS) private readonly options: CloudSettings,
  ) {
    if (!options.enabled) return;
    sessions.onModel(({ model }) => model.events.on('session', (session) => this.follow(session)));
  }

  private follow(session: Session): void {
    const { maxSessionMs, idleSessionMs } = this.options;
    const ofToken = session.starter.principal?.maxSessionMs ?? 0;
    const limits = [maxSessionMs, ofToken].filter((ms) => ms > 0);
    if (limits.length > 0) endAfter(session, Math.min(...limits), 'The longest time of a session is over.');
    if (idleSessionMs > 0) endWhereIdle(session, idleSessionMs);
  }
}

function endAfter(session: Session, ms: number, reason: string): void {
  const timer = setTimeout(() => timeOut(session, reason), ms);
  timer.unref();
  session.events.once('ending', () => clearTimeout(timer));
}

function endWhereIdle(session: Session, ms: number): void {
  const timer = setTimeout(() => timeOut(session, 'Nobody has used the session for too long.'), ms);
  timer.unref();
  for (const use of ['opened', 'closed', 'commandAccepted'] as const) session.events.on(use, () => timer.refresh());
  session.events.once('ending', () => clearTimeout(timer));
}

function timeOut(session: Session, reason: string): void {
  session.stop({ moderate: false, reason, end: 'timed_out' });
}
