import { setImmediate, setTimeout } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { MessageRate } from '../../session/index.js';

/** Policy violation: the client keeps exceeding its rate. */
const FLOODING = 1008;

/** How long a flooding client may take to read the close reason. */
const GOODBYE_MS = 1_000;

/** Limits of an inbox. */
export interface InboxLimits {
  /** Tasks that may be queued; then the socket is paused until half of them are done. */
  readonly maxQueuedMessages: number;
  /** Tasks started in a second on average, twice as many as a burst. Zero or less: no limit. */
  readonly messagesPerSecond: number;
  /** Limit shared by the sockets of one address. */
  readonly shared: MessageRate;
}

/**
 * Runs the tasks of one socket's frames one after the other, at a limited rate, and at most one in each turn of the
 * event loop, so that other clients continue meanwhile. A socket that sends faster is paused: its frames stay at the
 * client. One that does so for ten seconds is closed with 1008.
 */
export class SocketInbox {
  private readonly own: MessageRate;
  private readonly closed = new AbortController();
  private waiting: (() => Promise<void>)[] = [];
  private running = false;

  /** @param onFlood called before the socket is closed for flooding */
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
    // Frames read together with this one are still delivered: a few thousand at most.
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
    // The client's own close frame would arrive after all its flood.
    this.sleep(GOODBYE_MS).then(
      () => this.socket.terminate(),
      () => undefined,
    );
  }

  private sleep(ms: number): Promise<void> {
    return setTimeout(ms, undefined, { ref: false, signal: this.closed.signal });
  }
}
