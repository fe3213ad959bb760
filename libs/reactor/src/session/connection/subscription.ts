import type { InputValues, SeatList, ServerMessage, TimeLimit, Topic } from '@nestjs-reactor/protocol';
import type { TracedFrame } from '../output/frame-trail.js';
import { toFrameMetadata } from './frame-metadata.js';
import { type AppliedCommand, FrameFeed } from './frame-feed.js';
import type { SessionNotice } from '../model/session-notice.js';

/** Between two messages of one feed: 20 a second. */
const MIN_GAP_MS = 50;

/** Bytes that may be queued on the client's wire before its feed waits. */
const MAX_BACKLOG = 65_536;

/** The values that a feed reads when it sends. */
export interface FeedSources {
  /** @param names undefined: all */
  inputs(names: Iterable<string> | undefined): InputValues;
  viewers(): number;
  /** What the model is doing now, if it is away. */
  notice(): SessionNotice | undefined;
  seats(): SeatList;
  timeLimit(): TimeLimit;
}

/** The way to the client. */
export interface FeedWire {
  send(message: ServerMessage): void;
  dropped(what: 'metadata'): void;
  backlog(): number;
}

/**
 * What one client has subscribed to. It stores names and no values, so that a slow client receives the newest value of
 * each and misses only those between; all are sent once, on subscription. A client that subscribes to nothing is sent
 * nothing.
 */
export class Subscription {
  private readonly topics = new Set<Topic>();
  private readonly names = new Set<string>();
  private readonly frames = new FrameFeed();
  /** All inputs are to be sent. */
  private all = false;
  private viewers = false;
  private seats = false;
  private timeLimit = false;
  private timer: NodeJS.Timeout | undefined;
  private sentMs = -Infinity;
  private closed = false;

  constructor(
    private readonly sources: FeedSources,
    private readonly wire: FeedWire,
  ) {}

  subscribe(topics: readonly Topic[]): void {
    for (const topic of topics) {
      this.topics.add(topic);
      if (topic === 'inputs') this.all = true;
      else if (topic === 'viewers') this.viewers = true;
      else if (topic === 'seats') this.seats = true;
      else if (topic === 'time_limit') this.timeLimit = true;
      else if (topic === 'notices') this.noticeNow();
    }
    this.flush();
  }

  inputsChanged(names: readonly string[]): void {
    if (!this.topics.has('inputs')) return;
    for (const name of names) this.names.add(name);
    this.flush();
  }

  /** A new worker has other inputs, or other values of them. */
  inputsReplaced(): void {
    if (!this.topics.has('inputs')) return;
    this.all = true;
    this.flush();
  }

  viewersChanged(): void {
    if (!this.topics.has('viewers')) return;
    this.viewers = true;
    this.flush();
  }

  seatsChanged(): void {
    if (!this.topics.has('seats')) return;
    this.seats = true;
    this.flush();
  }

  timeLimitChanged(): void {
    if (!this.topics.has('time_limit')) return;
    this.timeLimit = true;
    this.flush();
  }

  /** Sent at once: there are few, and the last one says what is so. */
  notice({ code, message, dropped }: SessionNotice): void {
    if (!this.closed && this.topics.has('notices')) this.wire.send({ kind: 'notice', code, message, dropped });
  }

  /** A command of this client was applied. */
  commandApplied(command: AppliedCommand): void {
    if (this.topics.has('frames')) this.frames.applied(command);
  }

  /** Sent at once; a client that does not read misses samples, and no first frame of a command. */
  frameSent(frame: TracedFrame): void {
    if (this.closed) return;
    this.sendMetadata(frame);
    if (!this.topics.has('frames')) return;
    const record = this.frames.sent(frame);
    if (record === undefined) return;
    if (record.commands === undefined && this.wire.backlog() > MAX_BACKLOG) return;
    this.wire.send({ kind: 'frame', ...record });
  }

  /** A client that does not read misses some. */
  private sendMetadata(frame: TracedFrame): void {
    const { metadata } = frame;
    if (metadata === undefined || !this.topics.has('metadata')) return;
    if (this.wire.backlog() > MAX_BACKLOG) this.wire.dropped('metadata');
    else this.wire.send({ kind: 'metadata', ...toFrameMetadata(frame, metadata) });
  }

  private noticeNow(): void {
    const notice = this.sources.notice();
    if (notice !== undefined) this.notice(notice);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private flush(): void {
    if (this.closed || this.timer !== undefined || !this.hasNews) return;
    const gapMs = this.sentMs + MIN_GAP_MS - performance.now();
    const waitMs = this.wire.backlog() > MAX_BACKLOG ? MIN_GAP_MS : gapMs;
    if (waitMs > 0) {
      this.timer = setTimeout(() => {
        this.timer = undefined;
        this.flush();
      }, waitMs);
      this.timer.unref();
      return;
    }
    this.sentMs = performance.now();
    const names = this.all ? undefined : [...this.names];
    const { viewers, seats, timeLimit } = this;
    this.all = false;
    this.viewers = false;
    this.seats = false;
    this.timeLimit = false;
    this.names.clear();
    if (names === undefined || names.length > 0) this.wire.send({ kind: 'inputs', ...this.sources.inputs(names) });
    if (viewers) this.wire.send({ kind: 'viewers', count: this.sources.viewers() });
    if (seats) this.wire.send({ kind: 'seats', ...this.sources.seats() });
    if (timeLimit) this.wire.send({ kind: 'time_limit', ...this.sources.timeLimit() });
  }

  private get hasNews(): boolean {
    return this.all || this.viewers || this.seats || this.timeLimit || this.names.size > 0;
  }
}
