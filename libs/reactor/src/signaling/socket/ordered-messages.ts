import type { IncomingMessage } from 'node:http';
import { Inject, Injectable, Logger, type WsMessageHandler } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { parseSignalingMessage, requestIdOf, WireError } from '@nestjs-reactor/protocol';
import { lastValueFrom, type Observable } from 'rxjs';
import type { RawData, WebSocket } from 'ws';
import { ReactorError } from '../../errors/index.js';
import { LogLine, LogRateLimiter, stackOf } from '../../logging/index.js';
import { MessageRate, RefusalCounter } from '../../session/index.js';
import { clientAddress, trustedProxies } from '../access/client-address.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { toErrorMessage } from './signaling-exception.filter.js';
import { type InboxLimits, SocketInbox } from './socket-inbox.js';
import { SocketRefusals } from './socket-refusals.js';

/** Factor of the limit for all sockets of one address. */
const SHARE_OF_ADDRESS = 4;

/**
 * Handles the messages of one signalling socket one after the other and at a limited rate, and answers those that
 * cannot be read.
 */
@Injectable()
export class OrderedMessages {
  private readonly log = new Logger('Reactor');
  private readonly valve = new LogRateLimiter();
  private readonly addresses = new Map<string, { sockets: number; readonly rate: MessageRate }>();

  constructor(
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
    private readonly refusals: RefusalCounter,
    private readonly answers: SocketRefusals,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  /** @param transform Nest's, which makes a stream of what a handler returns */
  bind(socket: WebSocket, handlers: WsMessageHandler[], transform: (data: unknown) => Observable<unknown>): void {
    const byType = new Map(handlers.map((handler) => [handler.message, handler]));
    socket.on('error', (error) => this.countBadFrame(error));
    const inbox = new SocketInbox(socket, this.limitsOf(socket), () => {
      this.refusals.count('socket', 'rate_limited');
      this.valve.pass((unlogged) =>
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

  /** Counts the socket among those of its address. */
  private limitsOf(socket: WebSocket): InboxLimits {
    const { maxQueuedMessages, messagesPerSecond } = this.options;
    const request = (socket as { upgradeReq?: IncomingMessage }).upgradeReq;
    const address = request === undefined ? '' : clientAddress(request, trustedProxies(this.adapterHost));
    const ofAddress = this.addresses.get(address) ?? {
      sockets: 0,
      rate: new MessageRate(SHARE_OF_ADDRESS * messagesPerSecond),
    };
    this.addresses.set(address, ofAddress);
    ofAddress.sockets++;
    socket.once('close', () => {
      if (--ofAddress.sockets === 0) this.addresses.delete(address);
    });
    return { maxQueuedMessages, messagesPerSecond, shared: ofAddress.rate };
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
    this.valve.pass((unlogged) =>
      this.log.warn(
        new LogLine(`a signalling message was refused: ${message.error.message}`, {
          code: message.error.code,
          unlogged,
        }),
        stackOf(isForeseen ? error.cause : error),
      ),
    );
    this.refusals.count('socket', message.error.code);
    this.answers.send(socket, message);
  }
}

function toText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}
