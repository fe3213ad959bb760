import { Inject, Injectable } from '@nestjs/common';
import type { Writable } from 'node:stream';
import { ReactorError } from '../../errors/index.js';
import type { JournalEntry, SessionJournal } from '../../local-api/index.js';
import { ExpiryTimer } from '../../session/index.js';
import { OBSERVABILITY_OPTIONS, type ObservabilityOptions } from '../observability.options.js';
import { eventFrame } from './event-frame.js';
import { EventStream } from './event-stream.js';

/** Writes the journals of all models to the subscribed event streams; owns the streams. */
@Injectable()
export class EventFeed {
  /** Events dropped for readers that were too slow, since the start. */
  dropped = 0;

  private readonly streams = new Map<EventStream, () => void>();
  private readonly frames = new WeakMap<JournalEntry, string>();
  private readonly heartbeat: NodeJS.Timeout | undefined;

  constructor(@Inject(OBSERVABILITY_OPTIONS) private readonly options: ObservabilityOptions) {
    if (options.eventHeartbeatMs === 0) return;
    this.heartbeat = setInterval(() => this.beat(), options.eventHeartbeatMs);
    this.heartbeat.unref();
  }

  /** Open streams. */
  get open(): number {
    return this.streams.size;
  }

  /** Throws `stream_limit` where no further reader is allowed. */
  checkRoom(): void {
    const { maxEventStreams } = this.options;
    if (this.streams.size < maxEventStreams) return;
    throw new ReactorError(
      'stream_limit',
      `${maxEventStreams} event streams are open; close one, or raise observability.maxEventStreams`,
    );
  }

  /**
   * Writes the journal's entries to `out` until it closes or the server does.
   *
   * @param after number of the last entry that the reader has; undefined begins with the next one
   * @param until the stream ends at this time too; undefined: never
   */
  follow(journal: SessionJournal, out: Writable, after: number | undefined, until?: Date): void {
    this.checkRoom();
    const stream = new EventStream(out, this.options.maxWaitingEvents, () => this.dropped++);
    for (const entry of after === undefined ? [] : journal.since(after)) stream.push(this.frame(entry));
    const unsubscribe = journal.subscribe((entry) => stream.push(this.frame(entry)));
    this.streams.set(stream, unsubscribe);
    const expiry = new ExpiryTimer(() => stream.end());
    expiry.set(until);
    out.on('close', () => {
      expiry.clear();
      unsubscribe();
      this.streams.delete(stream);
    });
    // A reader that resets its connection is no server error; `close` follows.
    out.on('error', () => undefined);
  }

  /** Ends every stream after writing the entries so far. */
  close(): void {
    clearInterval(this.heartbeat);
    for (const [stream, unsubscribe] of this.streams) {
      unsubscribe();
      stream.end();
    }
    this.streams.clear();
  }

  /** Encoded once for all readers. */
  private frame(entry: JournalEntry): string {
    const frame = this.frames.get(entry) ?? eventFrame(entry);
    this.frames.set(entry, frame);
    return frame;
  }

  private beat(): void {
    for (const stream of this.streams.keys()) stream.beat();
  }
}
