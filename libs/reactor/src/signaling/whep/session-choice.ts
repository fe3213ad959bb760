import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { ReactorError } from '../../errors/index.js';
import { type LocalModel, SessionService } from '../../local-api/index.js';
import type { Session } from '../../session/index.js';
import { SessionStarts } from '../../placement/index.js';
import { AccessControl } from '../access/access-control.js';
import { Callers } from '../access/callers.js';
import { StartLimit } from '../access/start-limit.js';

/** How long a client waits before it asks again for a session that somebody else has to start. */
const RETRY_AFTER_MS = 2_000;

/** A session for one offer. */
export interface ChosenSession {
  readonly session: Session;
  /** It was started for this offer. */
  readonly isNew: boolean;
}

/**
 * The session that a client of WHEP or WHIP joins: the named one; else the newest that it started itself, or the newest of
 * all; else a new one where such clients may start one.
 */
@Injectable()
export class SessionChoice {
  constructor(
    private readonly sessions: SessionService,
    private readonly access: AccessControl,
    private readonly callers: Callers,
    private readonly limit: StartLimit,
    private readonly starts: SessionStarts,
  ) {}

  /**
   * Rejects with `unknown_session` for another id, with `session_not_running` where none runs and this client may not start
   * one, and with what a start is refused with.
   */
  async choose(request: Request, model: LocalModel, id: string | undefined, mayStart: boolean): Promise<ChosenSession> {
    if (id !== undefined) return { session: await this.named(id, model), isNew: false };
    const caller = this.callers.callerOf(request);
    const running = model.sessionFor(caller);
    if (running !== undefined) return { session: running, isNew: false };
    if (!mayStart) throw nothingRuns(model);
    await this.access.check(request, { edge: 'http', action: 'start_session', model: model.name });
    await this.limit.check(this.callers.addressOf(request));
    // Another client may have started it meanwhile.
    const meanwhile = model.sessionFor(caller);
    if (meanwhile !== undefined) return { session: meanwhile, isNew: false };
    return { session: await this.starts.start(model, this.callers.starterOf(request)), isNew: true };
  }

  private async named(id: string, { name }: LocalModel): Promise<Session> {
    const session = await this.sessions.directory.find(id, name);
    if (session?.isRunning) return session;
    throw new ReactorError('unknown_session', 'Unknown session; it has ended or never existed');
  }
}

/** A model that cannot run any has its own refusal. */
function nothingRuns(model: LocalModel): ReactorError {
  if (model.health().status === 'unhealthy') model.checkStart();
  return new ReactorError(
    'session_not_running',
    `no session of ${model.name} is running; ask again when one has started`,
    {
      retryAfterMs: RETRY_AFTER_MS,
    },
  );
}
