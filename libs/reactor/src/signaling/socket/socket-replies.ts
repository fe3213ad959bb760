import { Inject, Injectable } from '@nestjs/common';
import type { SignalingServerMessage } from '@nestjs-reactor/protocol';
import type { WebSocket } from 'ws';
import { RefusalCounter } from '../../session/index.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { type ErrorMessage, toErrorMessage } from './error-message.js';
import { sendFrame } from './send-frame.js';

/** Period in which errors of one kind without a waiting request are sent once. */
const PERIOD_MS = 1_000;

/** Messages that answer a request. */
export type AnswerMessage = Extract<SignalingServerMessage, { readonly request_id?: string }>;

/** The newest unsent error of a kind, and their number. */
interface Unsent {
  readonly message?: ErrorMessage;
  readonly count: number;
  /** Ends the period. */
  readonly timer: NodeJS.Timeout;
}

/**
 * Everything that is sent on signalling sockets. An error with a request id is always sent, since the client waits for it. Of
 * the others each code is sent at once, and then once a second with a count.
 */
@Injectable()
export class SocketReplies {
  private readonly unsent = new WeakMap<WebSocket, Map<string, Unsent>>();

  constructor(
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
    private readonly refusals: RefusalCounter,
  ) {}

  send(socket: WebSocket, message: SignalingServerMessage): void {
    if (message.type === 'error' && message.request_id === undefined) this.sendLimited(socket, message);
    else sendFrame(socket, message, this.options.maxBufferedBytes, this.refusals);
  }

  /** A client that sent no request id does not wait for an answer, except for essential ones. */
  answer(socket: WebSocket, { request_id: id }: { readonly request_id?: string }, message: AnswerMessage): void {
    if (id === undefined && ['accepted', 'pong', 'left'].includes(message.type)) return;
    this.send(socket, id === undefined ? message : { ...message, request_id: id });
  }

  /** Counted too. */
  refuse(socket: WebSocket, exception: unknown, requestId?: string): void {
    const message = toErrorMessage(exception, requestId);
    this.refusals.count('socket', message.error.code);
    this.send(socket, message);
  }

  private sendLimited(socket: WebSocket, message: ErrorMessage): void {
    const ofSocket = this.unsent.get(socket) ?? this.follow(socket);
    const { code } = message.error;
    const before = ofSocket.get(code);
    if (before !== undefined) {
      ofSocket.set(code, { ...before, message, count: before.count + 1 });
      return;
    }
    this.write(socket, message);
    this.openPeriod(socket, ofSocket, code);
  }

  private openPeriod(socket: WebSocket, ofSocket: Map<string, Unsent>, code: string): void {
    const timer = setTimeout(() => {
      const { message, count = 0 } = ofSocket.get(code) ?? {};
      ofSocket.delete(code);
      if (message === undefined) return;
      this.write(socket, { ...message, error: { ...message.error, repeated: count } });
      this.openPeriod(socket, ofSocket, code);
    }, PERIOD_MS);
    timer.unref();
    ofSocket.set(code, { count: 0, timer });
  }

  private follow(socket: WebSocket): Map<string, Unsent> {
    const ofSocket = new Map<string, Unsent>();
    this.unsent.set(socket, ofSocket);
    socket.once('close', () => {
      for (const { timer } of ofSocket.values()) clearTimeout(timer);
      ofSocket.clear();
    });
    return ofSocket;
  }

  private write(socket: WebSocket, message: ErrorMessage): void {
    sendFrame(socket, message, this.options.maxBufferedBytes, this.refusals);
  }
}
