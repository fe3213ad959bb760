import { Inject, Injectable, Optional } from '@nestjs/common';
import type { SignalingClientMessage } from '@nestjs-reactor/protocol';
import type { WebSocket } from 'ws';
import { RequestForwarder } from '../../session/index.js';
import { Callers } from '../access/callers.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { SocketClients } from './socket-clients.js';
import { SocketRelay } from './socket-relay.js';

/**
 * Sockets whose client is in a session of another machine: from the join on their messages are passed on to it, until the
 * client has left. Without other machines it takes none.
 */
@Injectable()
export class SocketRelays {
  private readonly relays = new WeakMap<WebSocket, SocketRelay>();

  constructor(
    private readonly clients: SocketClients,
    private readonly callers: Callers,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
    @Optional() @Inject(RequestForwarder) private readonly forwarder?: RequestForwarder,
  ) {}

  /**
   * Passes a message on, where it is for another machine. Rejects as `RequestForwarder.joins` does, and with
   * `node_unavailable`.
   *
   * @param text the message as it came
   * @returns false where it is for this one
   */
  async take(socket: WebSocket, message: SignalingClientMessage, text: string): Promise<boolean> {
    if (this.forwarder === undefined) return false;
    const relay = this.relays.get(socket);
    if (relay?.isJoined) {
      relay.send(message, text);
      return true;
    }
    if (message.type !== 'join' || this.clients.of(socket).isIn) return false;
    relay?.close();
    this.relays.delete(socket);
    const request = this.clients.requestOf(socket);
    const remote = await this.forwarder.joins(request, message, this.callers.callerOf(request));
    if (remote === undefined) return false;
    const opened = await SocketRelay.open(socket, remote, this.options.maxBufferedBytes);
    this.relays.set(socket, opened);
    opened.send(message, text);
    return true;
  }
}
