import { Injectable } from '@nestjs/common';
import type { WaitingPlace } from '@nestjs-reactor/protocol';
import type { WebSocket } from 'ws';
import { WaitingRoom } from '../../waiting/index.js';
import { toWaitingPlace } from '../waiting-place.js';
import { SocketReplies } from './socket-replies.js';

interface Wait {
  readonly model: string;
  readonly ticket: string;
  readonly principal: string | undefined;
  readonly hide: () => void;
}

/** Places in the waiting room that signalling sockets show, one each: a visitor whose last socket closes is away. */
@Injectable()
export class SocketWaits {
  private readonly waits = new WeakMap<WebSocket, Wait>();

  constructor(
    private readonly room: WaitingRoom,
    private readonly replies: SocketReplies,
  ) {}

  /**
   * Takes a place, or the one that the ticket has. Rejects as `WaitingRoom.enter` does.
   * @returns the place, and what has to be called once it is answered: then each change of it is sent
   */
  async enter(
    socket: WebSocket,
    model: string,
    visitor: Parameters<WaitingRoom['enter']>[1],
  ): Promise<{ readonly place: WaitingPlace; readonly show: () => void }> {
    const { ticket, view } = await this.room.enter(model, visitor);
    const show = (): void => {
      const hide = this.room.show(model, ticket, view, (changed) =>
        this.replies.send(socket, { type: 'waiting', ...toWaitingPlace(ticket, changed) }),
      );
      // After the new one is shown: the visitor of both is not away in between.
      this.close(socket);
      this.waits.set(socket, { model, ticket, principal: visitor.principal, hide });
    };
    return { place: toWaitingPlace(ticket, view), show };
  }

  /** Gives the place up that the socket shows, where it shows one. */
  async leave(socket: WebSocket): Promise<void> {
    const wait = this.waits.get(socket);
    if (wait !== undefined) await this.room.leave(wait.model, wait);
    this.close(socket);
  }

  /** The socket shows its place no longer. */
  close(socket: WebSocket): void {
    this.waits.get(socket)?.hide();
    this.waits.delete(socket);
  }
}
