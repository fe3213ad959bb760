import { Inject, Injectable } from '@nestjs/common';
import type { SignalingServerMessage } from '@nestjs-reactor/protocol';
import type { WebSocket } from 'ws';
import { RefusalCounter } from '../../session/index.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { sendFrame } from './send-frame.js';

/** Period in which errors of one kind without a waiting request are sent once. */
const PERIOD_MS = 1_000;

type RefusalMessage = Extract<SignalingServerMessage, { type: 'error' }>;

/** The newest unsent error of a kind, and their number. */
interface Unsent {
  readonly message?: RefusalMessage;
  readonly count: number;
  /** Ends the period. */
  readonly timer: NodeJS.Timeout;
}

/**
 * Sends errors. One with a request id is always sent, since the client waits for it. Of the others each code is sent at
 * once, and then once a second with a count.
 */
@Injectable()
export class SocketRefusals {
  private readonly unsent = new WeakMap<WebSocket, Map<string, Unsent>>();

  constructor(
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
    private readonly refusals: RefusalCounter,
  ) {}

  send(socket: WebSocket, message: RefusalMessage): void {
    if (message.request_id !== undefined) {
      this.write(socket, message);
      return;
    }
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

  private write(socket: WebSocket, message: RefusalMessage): void {
    sendFrame(socket, message, this.options.maxBufferedBytes, this.refusals);
  }
}
