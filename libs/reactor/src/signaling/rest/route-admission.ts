import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { SessionService } from '../../local-api/index.js';
import { checkSessionAccess, type Principal } from '../../session/index.js';
import { AccessControl, type Asked } from '../access/access-control.js';
import { Callers } from '../access/callers.js';
import { checkHostAndOrigin } from '../access/host-and-origin.js';
import { ClientLimits } from '../access/client-limits.js';
import { StartLimit } from '../access/start-limit.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import type { ReactorRouteEntry } from '../../routes/index.js';
import type { RouteParams } from './reactor-paths.js';

/**
 * Checks whether a request to a route may be served, by the route and its path parameters, never by the spelling of the
 * path: its host and origin, its rate, what the application says, then the model's state and the limit of starts.
 */
@Injectable()
export class RouteAdmission {
  /** What was asked for each request, and may be; and what it is known to be in a state for. */
  private readonly asked = new WeakMap<Request, Asked>();
  private readonly ready = new WeakSet<Request>();

  constructor(
    private readonly admission: AccessControl,
    private readonly sessions: SessionService,
    private readonly starts: StartLimit,
    private readonly callers: Callers,
    private readonly limits: ClientLimits,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
  ) {}

  /**
   * Called at the edge, by the path, and again by the guard of the route that the router matched: that is another one where a
   * middleware of the application rewrote the path in between. Each action of a request is checked once. Rejects with the
   * refusal.
   */
  async check(request: Request, route: ReactorRouteEntry, params: RouteParams): Promise<void> {
    await this.checkClient(request, route, params);
    const asked = this.asked.get(request);
    if (asked === undefined || this.ready.has(request)) return;
    await this.checkState(request, asked, this.callers.principalOf(request));
    this.ready.add(request);
  }

  /** The first half of {@link check}: all but the state of this machine's models and sessions. */
  async checkClient(request: Request, route: ReactorRouteEntry, params: RouteParams): Promise<void> {
    const asked = await this.askedOf(request, route, params);
    const before = this.asked.get(request);
    if (isDeepStrictEqual(before, asked)) return;
    if (before === undefined) {
      checkHostAndOrigin(this.options, request.headers);
      this.limits.check('request', this.callers.addressOf(request));
    }
    this.ready.delete(request);
    await this.admission.check(request, asked);
    this.asked.set(request, asked);
  }

  /** A request that is known to be refused is refused before its body is read. */
  private async checkState(
    request: Request,
    { action, model, sessionId }: Asked,
    principal: Principal | undefined,
  ): Promise<void> {
    if (action === 'start_session') {
      await this.starts.check(this.callers.addressOf(request));
      if (model !== undefined) this.sessions.runtime(model).checkStart(this.callers.callerOf(request), true);
    } else if (action === 'stop_session') {
      this.sessions.runtime(model).checkStop(this.callers.callerOf(request));
    } else if (sessionId !== undefined) {
      const session = await this.sessions.directory.find(sessionId, model);
      if (session !== undefined) checkSessionAccess(session, principal);
      else if (action === 'join' || action === 'upload') await this.sessions.find(sessionId, model);
    }
  }

  /** Of a session: at the root its routes are those of any model. */
  private async modelOf(sid: string | undefined): Promise<string | undefined> {
    return sid === undefined ? undefined : (await this.sessions.directory.find(sid))?.manifest.name;
  }

  private async askedOf(request: Request, route: ReactorRouteEntry, { model, sid, cid }: RouteParams): Promise<Asked> {
    const { action, shared } = route;
    const named = model ?? (route.takesModel ? modelInQuery(request) : undefined);
    // An upload is identified by its id alone, and the list is of all models.
    const name = named ?? (await this.modelOf(sid)) ?? (shared ? undefined : this.sessions.models[0]?.manifest.name);
    return {
      edge: 'http',
      action,
      ...(name === undefined ? {} : { model: name }),
      ...(sid === undefined ? {} : { sessionId: sid }),
      ...(cid === undefined || !/^\d+$/.test(cid) ? {} : { connectionId: Number(cid) }),
    };
  }
}

/** A key that is repeated is read as a list. */
export function modelInQuery({ query }: Pick<Request, 'query'>): string | undefined {
  const { model } = query;
  return typeof model === 'string' ? model : undefined;
}
