import { parseStreamFeedback, WireError } from '@nestjs-reactor/protocol';
import { WebSocket } from 'ws';
import type { EncodedStream } from '../../session/index.js';
import { reasonOf } from './close-codes.js';
import { type InboxLimits, SocketInbox } from './socket-inbox.js';

/** The stream is over. */
const NORMAL = 1000;
/** Not what may be sent here. */
const UNSUPPORTED = 1003;
/** "Try again later": the client reads too slowly. */
const TOO_SLOW = 1013;

/** How often an empty message measures the way to the client, in milliseconds. */
const MEASURE_EVERY_MS = 5_000;

/** What a media socket reports, and keeps to. */
export interface MediaSocketParts {
  readonly limits: InboxLimits;
  /** Bytes that may wait to be sent; an honest client's stream stays far below. */
  readonly maxBufferedBytes: number;
  refused(code: 'bad_message' | 'queue_full' | 'rate_limited'): void;
  /** It is closed, by whichever side. */
  closed(cause: string): void;
}

/** Sends one encoded stream on one socket, and hears what the client says of its frames. */
export class MediaSocket {
  private measuring: NodeJS.Timeout | undefined;
  private pingedMs: number | undefined;

  constructor(
    private readonly socket: WebSocket,
    private readonly stream: EncodedStream,
    private readonly parts: MediaSocketParts,
  ) {}

  start(): void {
    const { socket, stream, parts } = this;
    const inbox = new SocketInbox(socket, parts.limits, () => parts.refused('rate_limited'));
    socket.on('message', (data: Buffer, isBinary: boolean) => inbox.push(async () => this.hear(data, isBinary)));
    socket.on('ping', (data) =>
      inbox.push(async () => {
        if (socket.readyState === WebSocket.OPEN) socket.pong(data);
      }),
    );
    socket.on('pong', () => this.measured());
    socket.on('error', () => undefined);
    socket.once('close', (code) => {
      clearInterval(this.measuring);
      parts.closed(`its media socket closed (${code})`);
    });
    this.measuring = setInterval(() => this.measure(), MEASURE_EVERY_MS);
    this.measuring.unref();
    // Before the first frame, which it would have to wait for.
    this.measure();
    stream.start({
      frame: (message) => this.send(message),
      ended: (cause) => socket.close(NORMAL, reasonOf(cause)),
    });
  }

  private send(message: Uint8Array): void {
    const { socket, parts } = this;
    if (socket.readyState !== WebSocket.OPEN) return;
    if (socket.bufferedAmount > parts.maxBufferedBytes) {
      parts.refused('queue_full');
      socket.close(TOO_SLOW, 'too much data is waiting to be read');
      return;
    }
    socket.send(message);
  }

  private hear(data: Buffer, isBinary: boolean): void {
    try {
      if (!isBinary) throw new WireError('bad_message', 'messages on a media socket are binary');
      this.stream.hear(parseStreamFeedback(data));
    } catch (error) {
      this.parts.refused('bad_message');
      this.socket.close(UNSUPPORTED, reasonOf(error instanceof Error ? error.message : String(error)));
    }
  }

  private measure(): void {
    if (this.socket.readyState !== WebSocket.OPEN || this.pingedMs !== undefined) return;
    this.pingedMs = performance.now();
    this.socket.ping();
  }

  private measured(): void {
    if (this.pingedMs === undefined) return;
    this.stream.measured(performance.now() - this.pingedMs);
    this.pingedMs = undefined;
  }
}
