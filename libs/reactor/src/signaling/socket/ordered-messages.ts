import type { IncomingMessage } from 'node:http';
import { Inject, Injectable, Logger, type WsMessageHandler } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { parseSignalingMessage, requestIdOf, WireError } from '@nestjs-reactor/protocol';
import { lastValueFrom, type Observable } from 'rxjs';
import type { RawData, WebSocket } from 'ws';
import { ReactorError } from '../../errors/index.js';
import { LogLine, LogRateLimiter, stackOf } from '../../logging/index.js';
import { RefusalCounter } from '../../session/index.js';
import { clientAddress, trustedProxies } from '../access/client-address.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { AddressSockets } from './address-sockets.js';
import { toErrorMessage } from './error-message.js';
import { type InboxLimits, SocketInbox } from './socket-inbox.js';
import { SocketRelays } from './socket-relays.js';
import { SocketReplies } from './socket-replies.js';

/**
 * Handles the messages of one signalling socket one after the other and at a limited rate, and answers those that
 * cannot be read.
 */
@Injectable()
export class OrderedMessages {
  private readonly log = new Logger('Reactor');
  private readonly logLimit = new LogRateLimiter();

  constructor(
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
    private readonly refusals: RefusalCounter,
    private readonly replies: SocketReplies,
    private readonly sockets: AddressSockets,
    private readonly adapterHost: HttpAdapterHost,
    private readonly relays: SocketRelays,
  ) {}

  /** @param transform Nest's, which makes a stream of what a handler returns */
  bind(socket: WebSocket, handlers: WsMessageHandler[], transform: (data: unknown) => Observable<unknown>): void {
    const byType = new Map(handlers.map((handler) => [handler.message, handler]));
    socket.on('error', (error) => this.countBadFrame(error));
    const inbox = new SocketInbox(socket, this.limitsOf(socket), () => {
      this.refusals.count('socket', 'rate_limited');
      this.logLimit.pass((unlogged) =>
        this.log.warn(new LogLine('a signalling socket was closed for flooding', { unlogged })),
      );
    });
    socket.on('message', (data: RawData, isBinary: boolean) => {
      inbox.push(() => this.handle(socket, data, isBinary, byType, transform));
    });
    // Frames of the protocol itself count like messages.
    socket.on('ping', (data) =>
      inbox.push(async () => {
        if (socket.readyState === socket.OPEN) socket.pong(data);
      }),
    );
    socket.on('pong', () => inbox.push(async () => undefined));
  }

  private limitsOf(socket: WebSocket): InboxLimits {
    const { maxQueuedMessages, messagesPerSecond } = this.options;
    const request = (socket as { upgradeReq?: IncomingMessage }).upgradeReq;
    const address = request === undefined ? '' : clientAddress(request, trustedProxies(this.adapterHost));
    return { maxQueuedMessages, messagesPerSecond, shared: this.sockets.shareOf(socket, address).rate };
  }

  /**
   * The handler sends its own answer: a result changed by an interceptor of the application is not a contract message.
   */
  private async handle(
    socket: WebSocket,
    data: RawData,
    isBinary: boolean,
    handlers: ReadonlyMap<string, WsMessageHandler>,
    transform: (data: unknown) => Observable<unknown>,
  ): Promise<void> {
    const text = isBinary ? '' : toText(data);
    try {
      if (isBinary) throw new WireError('bad_message', 'messages must be JSON text; send text frames');
      const message = parseSignalingMessage(text, this.options.maxMessageBytes);
      if (await this.relays.take(socket, message, text)) return;
      await lastValueFrom(transform(handlers.get(message.type)?.callback(message)), { defaultValue: undefined });
    } catch (error) {
      this.refuse(socket, error, isBinary ? undefined : this.requestIdOf(text));
    }
  }

  private requestIdOf(text: string): string | undefined {
    return requestIdOf(text, this.options.maxMessageBytes);
  }

  /** The library closes a socket with invalid frames, with a code for the reason; here it is counted. */
  private countBadFrame(error: Error & { readonly code?: string }): void {
    if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') this.refusals.count('socket', 'message_too_large');
    else if (error.code?.startsWith('WS_ERR_')) this.refusals.count('socket', 'bad_message');
  }

  private refuse(socket: WebSocket, error: unknown, requestId: string | undefined): void {
    const message = toErrorMessage(error, requestId);
    const isForeseen = error instanceof WireError || error instanceof ReactorError;
    this.logLimit.pass((unlogged) =>
      this.log.warn(
        new LogLine(`a signalling message was refused: ${message.error.message}`, {
          code: message.error.code,
          unlogged,
        }),
        stackOf(isForeseen ? error.cause : error),
      ),
    );
    this.replies.refuse(socket, error, requestId);
  }
}

function toText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}
