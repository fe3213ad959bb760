import { once } from 'node:events';
import { Logger } from '@nestjs/common';
import { HttpAdapterHost, type ModuleRef } from '@nestjs/core';
import { WsAdapter } from '@nestjs/platform-ws';
import type { MessageMappingProperties } from '@nestjs/websockets';
import { parseSignalingMessage, requestIdOf, type SignalingServerMessage, WireError } from '@nestjs-reactor/protocol';
import { lastValueFrom, type Observable } from 'rxjs';
import type { RawData, WebSocket, WebSocketServer } from 'ws';
import { ReactorError } from '../../errors/index.js';
import { LogLine, LogValve } from '../../logging/index.js';
import type { RefusalTally } from '../../session/index.js';
import type { SignalingOptions } from '../signaling.options.js';
import { sendFrame } from './send-frame.js';
import { toErrorMessage } from './signaling-exception.filter.js';

/** Where the signalling gateway is. */
export const SIGNALING_PATH = '/signaling';

/**
 * Frames of more than so many times the limit close the socket before they are read whole; one just beyond it is read,
 * so that its refusal can be told.
 */
const PAYLOAD_MARGIN = 2;

/** How long a client may take to close its end of a socket. */
const GOODBYE_MS = 1_000;

const GOING_AWAY = 1001;

/** By this message Nest's handlers of the signalling gateway are told from another gateway's. */
const SIGNALING_MARK = 'join';

/**
 * Nest's adapter for plain WebSockets, with two differences for the signalling gateway: messages of one client are
 * handled one after the other, in the order they came, and what cannot be read is answered instead of dropped. Other
 * gateways of the application are served as `WsAdapter` serves them.
 */
export class OrderedWsAdapter extends WsAdapter {
  private readonly log = new Logger('Reactor');
  private readonly valve = new LogValve();

  constructor(
    httpServer: () => object,
    private readonly options: SignalingOptions,
    private readonly refusals: RefusalTally,
  ) {
    super();
    // Nest makes its HTTP server after its providers, and the adapter is one provider's work.
    Object.defineProperty(this, 'httpServer', { get: httpServer });
  }

  override create(port: number, options: { readonly path?: string } = {}): WebSocketServer {
    const maxPayload = PAYLOAD_MARGIN * this.options.maxMessageBytes;
    return super.create(
      port,
      options.path === SIGNALING_PATH ? { ...options, maxPayload } : options,
    ) as WebSocketServer;
  }

  override bindMessageHandlers(
    socket: WebSocket,
    handlers: MessageMappingProperties[],
    transform: (data: unknown) => Observable<unknown>,
  ): void {
    if (!handlers.some((handler) => handler.message === SIGNALING_MARK)) {
      super.bindMessageHandlers(socket, handlers, transform);
      return;
    }
    const byType = new Map(handlers.map((handler) => [String(handler.message), handler]));
    socket.on('error', (error) => this.countBadFrame(error));
    let waiting = 0;
    let tail: Promise<void> = Promise.resolve();
    socket.on('message', (data: RawData, isBinary: boolean) => {
      if (waiting >= this.options.maxQueuedMessages) {
        this.refuse(
          socket,
          new ReactorError('queue_full', `${waiting} messages of this socket wait already; send fewer at once`),
          isBinary ? undefined : this.requestIdOf(toText(data)),
        );
        return;
      }
      waiting++;
      tail = tail.then(() => this.handle(socket, data, isBinary, byType, transform)).finally(() => waiting--);
    });
  }

  /** Says goodbye before Nest cuts what is left: a client that is closed with 1001 knows that the server ended. */
  override async close(server: WebSocketServer): Promise<void> {
    const sockets = [...server.clients];
    for (const socket of sockets) socket.close(GOING_AWAY, 'the server is shutting down');
    const deadline = AbortSignal.timeout(GOODBYE_MS);
    await Promise.allSettled(sockets.map((socket) => once(socket, 'close', { signal: deadline })));
    await super.close(server);
  }

  private async handle(
    socket: WebSocket,
    data: RawData,
    isBinary: boolean,
    handlers: ReadonlyMap<string, MessageMappingProperties>,
    transform: (data: unknown) => Observable<unknown>,
  ): Promise<void> {
    const text = isBinary ? '' : toText(data);
    try {
      if (isBinary) throw new WireError('bad_message', 'messages are JSON text; send text frames');
      const message = parseSignalingMessage(text, this.options.maxMessageBytes);
      const answered = transform(handlers.get(message.type)?.callback(message));
      const answer = (await lastValueFrom(answered, { defaultValue: undefined })) as SignalingServerMessage | undefined;
      const id = message.request_id;
      // A client that gave its request no id does not wait for the answer, but for one that it cannot do without.
      const wanted = id !== undefined || !['accepted', 'pong', 'left'].includes(answer?.type ?? '');
      if (answer !== undefined && wanted) {
        sendFrame(
          socket,
          { ...answer, ...(id === undefined ? {} : { request_id: id }) },
          this.options.maxBufferedBytes,
          this.refusals,
        );
      }
    } catch (error) {
      this.refuse(socket, error, isBinary ? undefined : this.requestIdOf(text));
    }
  }

  private requestIdOf(text: string): string | undefined {
    return requestIdOf(text, this.options.maxMessageBytes);
  }

  /** The library closes a socket whose frames it cannot take, with a code that says why; here it is counted. */
  private countBadFrame(error: Error & { readonly code?: string }): void {
    if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') this.refusals.count('socket', 'message_too_large');
    else if (error.code?.startsWith('WS_ERR_')) this.refusals.count('socket', 'bad_message');
  }

  private refuse(socket: WebSocket, error: unknown, requestId: string | undefined): void {
    const message = toErrorMessage(error, requestId);
    this.valve.pass((unlogged) =>
      this.log.warn(
        new LogLine(`a signalling message was refused: ${message.error.message}`, {
          code: message.error.code,
          unlogged,
        }),
      ),
    );
    this.refusals.count('socket', message.error.code);
    sendFrame(socket, message, this.options.maxBufferedBytes, this.refusals);
  }
}

/**
 * Makes the ordered adapter the application's, so that importing the module is enough. An application that sets one of
 * its own afterwards must set an `OrderedWsAdapter`.
 */
export function installSocketAdapter(moduleRef: ModuleRef, options: SignalingOptions, refusals: RefusalTally): void {
  // Nest sets the adapter when it makes the application, which for a testing module is after its providers.
  const host = moduleRef.get(HttpAdapterHost, { strict: false });
  moduleRef['container'].applicationConfig?.setIoAdapter(
    new OrderedWsAdapter(() => host.httpAdapter.getHttpServer() as object, options, refusals),
  );
}

function toText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}
