import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { STREAM_FEEDBACK_BYTES } from '@nestjs-reactor/protocol';
import { type WebSocket, WebSocketServer } from 'ws';
import { toReactorError } from '../../errors/index.js';
import { type EncodedStream, RefusalCounter, RequestForwarder, type SessionConnection } from '../../session/index.js';
import { Callers } from '../access/callers.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { AddressSockets } from './address-sockets.js';
import type { Upgrade } from './claim-upgrades.js';
import { closeCodeOf, reasonOf } from './close-codes.js';
import { Heartbeat } from './heartbeat.js';
import { MediaSocket } from './media-socket.js';
import { SocketAdmission } from './socket-admission.js';
import { StreamTickets } from './stream-tickets.js';

/** The first subprotocol that a media socket offers; the second is its ticket. A browser lets a page set no header. */
export const MEDIA_SUBPROTOCOL = 'reactor-media';

const GOING_AWAY = 1001;

/** How long a client may take to close its end of a socket, in milliseconds. */
const GOODBYE_MS = 1_000;

/**
 * Sockets for media alone, beside the signalling socket of their client: a command does not wait behind pictures, and frames
 * may be left out without a gap in the messages.
 */
@Injectable()
export class MediaSockets {
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: STREAM_FEEDBACK_BYTES,
    allowSynchronousEvents: false,
    autoPong: false,
    handleProtocols: (offered) => (offered.has(MEDIA_SUBPROTOCOL) ? MEDIA_SUBPROTOCOL : false),
  });
  private readonly tickets = new StreamTickets<(socket: WebSocket, request: IncomingMessage) => void>();
  private readonly heartbeat: Heartbeat;

  constructor(
    private readonly admission: SocketAdmission,
    private readonly callers: Callers,
    private readonly sockets: AddressSockets,
    private readonly refusals: RefusalCounter,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
    @Optional() @Inject(RequestForwarder) private readonly forwarder?: RequestForwarder,
  ) {
    this.heartbeat = new Heartbeat(options.heartbeatMs);
  }

  /** @returns the ticket with which the stream's client opens its media socket; unused, the stream ends with it */
  expect(connection: SessionConnection, stream: EncodedStream): string {
    const close = (cause: string): void => connection.closeStream(stream, cause);
    return this.tickets.issue({
      take: (socket, request) => this.serve(socket, request, stream, close),
      expired: () => close('its media socket was not opened in time'),
    });
  }

  /** A client opens a media socket, of a session on this machine or on another. */
  accept(...[request, duplex, head]: Upgrade): void {
    if (this.forwarder?.tunnel(request, duplex, head)) return;
    this.server.handleUpgrade(request, duplex, head, (socket) => this.admit(socket, request));
  }

  async close(): Promise<void> {
    const open = [...this.server.clients];
    for (const socket of open) socket.close(GOING_AWAY, 'the server is shutting down');
    const deadline = AbortSignal.timeout(GOODBYE_MS);
    await Promise.allSettled(open.map((socket) => once(socket, 'close', { signal: deadline })));
    for (const socket of this.server.clients) socket.terminate();
    this.server.close();
  }

  private admit(socket: WebSocket, request: IncomingMessage): void {
    try {
      this.admission.check(socket, request);
      this.tickets.redeem(ticketOf(request))(socket, request);
    } catch (error) {
      const refusal = toReactorError(error);
      this.refusals.count('socket', refusal.code);
      socket.on('error', () => undefined);
      socket.close(closeCodeOf(refusal), reasonOf(refusal.message));
    }
  }

  private serve(
    socket: WebSocket,
    request: IncomingMessage,
    stream: EncodedStream,
    closed: (cause: string) => void,
  ): void {
    const { maxQueuedMessages, messagesPerSecond, maxBufferedBytes } = this.options;
    const shared = this.sockets.shareOf(socket, this.callers.addressOf(request)).rate;
    this.heartbeat.watch(socket);
    const media = new MediaSocket(socket, stream, {
      limits: { maxQueuedMessages, messagesPerSecond, shared },
      maxBufferedBytes,
      refused: (code) => this.refusals.count('socket', code),
      closed,
    });
    media.start();
  }
}

function ticketOf({ headers }: IncomingMessage): string | undefined {
  const [name, ticket] = (headers['sec-websocket-protocol'] ?? '').split(',').map((offered) => offered.trim());
  return name === MEDIA_SUBPROTOCOL ? ticket : undefined;
}
