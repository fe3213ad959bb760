import { setImmediate, setTimeout } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { MessageRate } from '../../session/index.js';

/** Policy violation: the client sends more than it may, and goes on. */
const FLOODING = 1008;

/** How long a client that floods may take to read why its socket is closed. */
const GOODBYE_MS = 1_000;

/** What an inbox is bounded by. */
export interface InboxLimits {
  /** Tasks that may wait; then the socket is not read until half of them are done. */
  readonly maxQueuedMessages: number;
  /** Tasks begun in a second on average, twice as many at once. Zero or less: as many as there are. */
  readonly messagesPerSecond: number;
  /** What the sockets of one address share. */
  readonly shared: MessageRate;
}

/**
 * What one socket's frames ask for, done one after the other, at a bounded rate, and at most one in each turn of the event
 * loop, so that other clients go on meanwhile. A socket that sends faster is not read: its frames wait at the client. One
 * that goes on so for ten seconds is closed with 1008.
 */
export class SocketInbox {
  private readonly own: MessageRate;
  private readonly closed = new AbortController();
  private waiting: (() => Promise<void>)[] = [];
  private running = false;

  /** @param onFlood told before the socket is closed for it */
  constructor(
    private readonly socket: WebSocket,
    private readonly limits: InboxLimits,
    private readonly onFlood: () => void,
  ) {
    this.own = new MessageRate(limits.messagesPerSecond);
    socket.once('close', () => {
      this.waiting = [];
      this.closed.abort();
    });
  }

  /** @param task must not reject */
  push(task: () => Promise<void>): void {
    if (!this.isOpen) return;
    this.waiting.push(task);
    // What was read together with this one still comes: a few thousand frames at the most.
    if (this.waiting.length >= this.limits.maxQueuedMessages) this.socket.pause();
    if (!this.running) void this.run();
  }

  private get isOpen(): boolean {
    return !this.closed.signal.aborted && this.socket.readyState === WebSocket.OPEN;
  }

  private async run(): Promise<void> {
    this.running = true;
    let task: (() => Promise<void>) | undefined;
    while ((task = this.waiting.shift()) !== undefined) {
      for (const rate of [this.own, this.limits.shared]) {
        for (let waitMs = rate.take(); waitMs > 0 && this.isOpen; waitMs = rate.take()) await this.pauseFor(waitMs);
      }
      if (!this.isOpen) break;
      await task();
      if (this.waiting.length <= this.limits.maxQueuedMessages / 2 && this.socket.isPaused) this.socket.resume();
      if (this.waiting.length > 0) await setImmediate();
    }
    this.running = false;
  }

  private async pauseFor(ms: number): Promise<void> {
    if (this.own.floods) {
      this.endFlood();
      return;
    }
    this.socket.pause();
    await this.sleep(ms).catch(() => undefined);
  }

  private endFlood(): void {
    this.waiting = [];
    this.onFlood();
    this.socket.close(FLOODING, 'rate_limited: more messages than signaling.messagesPerSecond allows');
    // The client's own close frame would come behind all that it has flooded.
    this.sleep(GOODBYE_MS).then(
      () => this.socket.terminate(),
      () => undefined,
    );
  }

  private sleep(ms: number): Promise<void> {
    return setTimeout(ms, undefined, { ref: false, signal: this.closed.signal });
  }
}
