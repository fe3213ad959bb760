import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { SessionService } from '../../session/index.js';
import { Admission, type Asked } from '../admission.js';
import type { ReactorRoute, RouteParams } from './reactor-paths.js';

/** Asks whether a request to a route may be served, by the route and the parts of its path, never by how it is spelt. */
@Injectable()
export class RouteAdmission {
  /** What was asked for each request. */
  private readonly asked = new WeakMap<Request, Asked>();

  constructor(
    private readonly admission: Admission,
    private readonly sessions: SessionService,
  ) {}

  /** Was this request let in by way of the edge? */
  hasSeen(request: Request): boolean {
    return this.asked.has(request);
  }

  /** Asks once for each thing: again only where the same request turns out to be for another. Rejects with the refusal. */
  async check(request: Request, route: ReactorRoute, params: RouteParams): Promise<void> {
    const asked = this.askedOf(route, params);
    if (isDeepStrictEqual(this.asked.get(request), asked)) return;
    await this.admission.check(request, asked);
    this.asked.set(request, asked);
  }

  private askedOf({ action, raw }: ReactorRoute, { model, sid, cid }: RouteParams): Asked {
    // The id of an upload alone tells whose it is.
    const name = model ?? (raw ? undefined : this.sessions.models[0]?.contract.name);
    return {
      edge: 'http',
      action,
      ...(name === undefined ? {} : { model: name }),
      ...(sid === undefined ? {} : { sessionId: sid }),
      ...(cid === undefined || !/^\d+$/.test(cid) ? {} : { connectionId: Number(cid) }),
    };
  }
}
