import { Injectable } from '@nestjs/common';
import { ReactorError } from '../errors/index.js';
import type { LocalModel, StartRequest } from '../local-api/index.js';
import type { Session } from '../session/index.js';
import { SessionPlacement } from './session-placement.js';

/** A start, as a client of this machine's routes or socket asks for it. */
export interface LocalStart extends StartRequest {
  /** As `PlacementRequest.reservation`. */
  readonly reservation?: string | undefined;
}

/**
 * Starts the sessions of clients that name none: at this machine, and each through the placement, so that nobody takes an
 * instance that is kept for another.
 */
@Injectable()
export class SessionStarts {
  constructor(private readonly placement: SessionPlacement) {}

  /**
   * The running session that this start means, or a new one. Rejects with what `LocalModel.checkStart` and
   * `SessionPlacement.place` refuse with.
   */
  async start(model: LocalModel, request: LocalStart): Promise<Session> {
    const { own, ...wanted } = request;
    model.checkStart(request.caller, own);
    const running = model.reuse(request);
    if (running !== undefined) return running;
    try {
      const { sessionId } = await this.placement.place({ ...wanted, model: model.name, here: true });
      return model.session(sessionId);
    } catch (error) {
      // A client that starts twice in a row gets the same one, also where the first start was still under way.
      const meanwhile = isBusy(error) ? model.reuse(request) : undefined;
      if (meanwhile === undefined) throw error;
      return meanwhile;
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof ReactorError && error.code === 'session_busy';
}
