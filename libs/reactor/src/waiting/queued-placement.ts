import { Injectable } from '@nestjs/common';
import {
  type Capacity,
  type PlacedSession,
  type PlacementRequest,
  PlainPlacement,
  SessionPlacement,
} from '../placement/index.js';
import type { StopRequest } from '../session/index.js';
import { visitorOf } from './visitor-name.js';
import { WaitingRoom } from './waiting-room.js';

/**
 * The placement behind the waiting room: a visitor who was called gets the instance that is held for him, and whoever comes without a
 * ticket overtakes nobody. A reservation is a ticket here, or one of the plain placement.
 */
@Injectable()
export class QueuedPlacement extends SessionPlacement {
  constructor(
    private readonly plain: PlainPlacement,
    private readonly room: WaitingRoom,
  ) {
    super();
  }

  capacity(model: string): Promise<Capacity> {
    return this.plain.capacity(model);
  }

  /** Rejects with `not_called` as well, for a ticket whose turn it is not. */
  async place(request: PlacementRequest): Promise<PlacedSession> {
    const { model, ticket } = request;
    if (!this.room.isOpen) return await this.plain.place(request);
    if (ticket === undefined) {
      if (request.reservation === undefined) await this.room.checkOthers(model);
      return await this.plain.place(request);
    }
    const unclaim = await this.room.claim(model, ticket);
    try {
      return await this.plain.place({ ...request, visitor: visitorOf(ticket) });
    } catch (error) {
      await unclaim();
      throw error;
    }
  }

  async reserve(model: string, forMs: number): Promise<string | undefined> {
    if (this.room.isOpen && !(await this.room.admitsOthers(model))) return undefined;
    return await this.plain.reserve(model, forMs);
  }

  release(reservation: string): Promise<void> {
    return this.plain.release(reservation);
  }

  end(sessionId: string, request: StopRequest): Promise<void> {
    return this.plain.end(sessionId, request);
  }

  onCapacity(listener: (model: string) => void): () => void {
    return this.plain.onCapacity(listener);
  }
}
