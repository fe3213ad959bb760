import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { WebSocket } from 'ws';
import { ReactorError, toReactorError } from '../../errors/index.js';
import { EXPIRED_MESSAGE, ExpiryTimer } from '../../session/index.js';
import { AccessControl } from '../access/access-control.js';
import { Callers } from '../access/callers.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { closeCodeOf, reasonOf } from './close-codes.js';
import { Heartbeat } from './heartbeat.js';
import { SocketAdmission } from './socket-admission.js';
import { SocketMembership } from './socket-membership.js';
import { SocketReplies } from './socket-replies.js';

interface SocketClient {
  readonly membership: SocketMembership;
  readonly expiry: ExpiryTimer;
}

/** The clients on signalling sockets: each is admitted, or turned away with the reason, and leaves with its socket. */
@Injectable()
export class SocketClients {
  private readonly clients = new WeakMap<WebSocket, SocketClient>();
  private readonly heartbeat: Heartbeat;

  constructor(
    private readonly access: AccessControl,
    private readonly callers: Callers,
    private readonly admission: SocketAdmission,
    private readonly replies: SocketReplies,
    @Inject(SIGNALING_OPTIONS) options: SignalingOptions,
  ) {
    this.heartbeat = new Heartbeat(options.heartbeatMs);
  }

  /** Messages before admission stay unread. Never rejects. */
  async admit(socket: WebSocket, request: IncomingMessage): Promise<void> {
    // Identity of the client for the application's guards.
    Object.defineProperty(socket, 'upgradeReq', { value: request });
    try {
      this.admission.check(socket, request);
      this.heartbeat.watch(socket);
      socket.pause();
      const principal = await this.access.check(request, { edge: 'socket', action: 'socket' });
      const membership = new SocketMembership(
        (message) => this.replies.send(socket, message),
        () => socket.bufferedAmount,
        this.callers.senderOf(request),
      );
      const expiry = new ExpiryTimer(() => this.expire(socket));
      this.clients.set(socket, { membership, expiry });
      expiry.set(principal?.expiresAt);
    } catch (error) {
      this.turnAway(socket, toReactorError(error));
    } finally {
      socket.resume();
    }
  }

  /** Throws `not_joined` for a socket that was turned away, or has closed. */
  of(socket: WebSocket): SocketMembership {
    const client = this.clients.get(socket);
    if (client !== undefined) return client.membership;
    throw new ReactorError('not_joined', 'this socket was refused or has closed; connect again from an allowed origin');
  }

  /** The request that opened the socket. */
  requestOf(socket: WebSocket): IncomingMessage {
    return (socket as unknown as { readonly upgradeReq: IncomingMessage }).upgradeReq;
  }

  /** Its socket closes at this time, in place of the one before. */
  expireAt(socket: WebSocket, at: Date | undefined): void {
    this.clients.get(socket)?.expiry.set(at);
  }

  leave(socket: WebSocket): void {
    const client = this.clients.get(socket);
    this.clients.delete(socket);
    client?.expiry.clear();
    client?.membership.leave();
  }

  /** It leaves its session at once: a client may take its time to close its end of the socket. */
  private expire(socket: WebSocket): void {
    this.turnAway(socket, new ReactorError('authorization_expired', EXPIRED_MESSAGE));
    this.leave(socket);
  }

  /** Sends the reason, where possible, and closes. */
  private turnAway(socket: WebSocket, error: ReactorError): void {
    this.replies.refuse(socket, error);
    socket.close(closeCodeOf(error), reasonOf(error.message));
  }
}
