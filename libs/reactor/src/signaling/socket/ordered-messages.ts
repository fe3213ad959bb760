import { Inject, Injectable, Logger, type WsMessageHandler } from '@nestjs/common';
import { parseSignalingMessage, requestIdOf, WireError } from '@nestjs-reactor/protocol';
import { lastValueFrom, type Observable } from 'rxjs';
import type { RawData, WebSocket } from 'ws';
import { ReactorError } from '../../errors/index.js';
import { LogLine, LogValve, stackOf } from '../../logging/index.js';
import { RefusalTally } from '../../session/index.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { sendFrame } from './send-frame.js';
import { toErrorMessage } from './signaling-exception.filter.js';

/** Has the messages of one signalling socket handled one after the other, and answers those that cannot be read. */
@Injectable()
export class OrderedMessages {
  private readonly log = new Logger('Reactor');
  private readonly valve = new LogValve();

  constructor(
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
    private readonly refusals: RefusalTally,
  ) {}

  /** @param transform Nest's, which makes a stream of what a handler returns */
  bind(socket: WebSocket, handlers: WsMessageHandler[], transform: (data: unknown) => Observable<unknown>): void {
    const byType = new Map(handlers.map((handler) => [handler.message, handler]));
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

  /** The handler answers by itself: what an interceptor of the application's makes of its result is no message of ours. */
  private async handle(
    socket: WebSocket,
    data: RawData,
    isBinary: boolean,
    handlers: ReadonlyMap<string, WsMessageHandler>,
    transform: (data: unknown) => Observable<unknown>,
  ): Promise<void> {
    const text = isBinary ? '' : toText(data);
    try {
      if (isBinary) throw new WireError('bad_message', 'messages are JSON text; send text frames');
      const message = parseSignalingMessage(text, this.options.maxMessageBytes);
      await lastValueFrom(transform(handlers.get(message.type)?.callback(message)), { defaultValue: undefined });
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
    sendFrame(socket, message, this.options.maxBufferedBytes, this.refusals);
  }
}

function toText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}
