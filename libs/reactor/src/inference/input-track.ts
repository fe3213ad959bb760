import { ReactorError } from '../errors/index.js';

/** Frames one inbound track keeps for the model; the oldest is dropped for the newest. */
export const INPUT_CAPACITY = 128;

/** `latest` gives the newest frames and forgets the rest; `fifo` gives the oldest and keeps the rest. */
export type ReadMode = 'latest' | 'fifo';

export interface ReadOptions {
  /** @defaultValue 'latest' */
  readonly mode?: ReadMode;
  /** Give up with `read_timeout` after this time; without it a read waits until frames come or the track closes. */
  readonly timeoutMs?: number;
}

interface Reader {
  readonly count: number;
  readonly wake: () => void;
}

/** Waits somewhere else than in the way of commands. */
export type Park = <T>(wait: () => Promise<T>) => Promise<T>;

/**
 * Frames of one inbound track, from whichever client publishes it, waiting to be read by the model.
 *
 * A read that has to wait lets commands be applied meanwhile. Closing wakes every reader with `buffer_closed`: at a
 * session's end, or when the last client left, no frame would ever come.
 */
export class InputTrack<T> {
  private readonly frames: T[] = [];
  private readonly readers = new Set<Reader>();
  private closed = false;
  private received = 0;
  private dropped = 0;

  constructor(
    readonly name: string,
    private readonly park: Park,
  ) {}

  /** Frames that can be read now. */
  get available(): number {
    return this.frames.length;
  }

  /** Frames that came since the worker started. */
  get totalReceived(): number {
    return this.received;
  }

  /** Frames dropped for newer ones, or because nothing was running that could read them. */
  get totalDropped(): number {
    return this.dropped;
  }

  /**
   * Exactly `count` frames, oldest first, as soon as there are so many. Rejects with `buffer_closed` or `read_timeout`;
   * throws a RangeError for a count below 1 or above what the buffer holds.
   */
  async read(count = 1, options: ReadOptions = {}): Promise<T[]> {
    checkCount(count);
    const deadline = options.timeoutMs === undefined ? Infinity : performance.now() + options.timeoutMs;
    // Once its turn goes on, a handler may have read what the wait was for.
    while (!this.closed && this.frames.length < count) await this.park(() => this.wait(count, deadline));
    if (this.closed) {
      // A model that retries in a loop must not keep its thread from hearing that the session ends.
      await this.park(() => new Promise((resolve) => setImmediate(resolve)));
      throw new ReactorError(
        'buffer_closed',
        `input ${this.name} is closed: its session ended or nobody is connected; let the error end the turn`,
      );
    }
    return this.take(count, options.mode);
  }

  /** The same without waiting; undefined where there are not so many. */
  tryRead(count = 1, mode: ReadMode = 'latest'): T[] | undefined {
    checkCount(count);
    return this.frames.length < count ? undefined : this.take(count, mode);
  }

  /** Forgets what waits. */
  clear(): void {
    this.frames.length = 0;
  }

  push(frame: T): void {
    this.received++;
    if (this.closed) {
      this.dropped++;
      return;
    }
    this.frames.push(frame);
    if (this.frames.length > INPUT_CAPACITY) {
      this.frames.shift();
      this.dropped++;
    }
    for (const reader of this.readers) if (this.frames.length >= reader.count) reader.wake();
  }

  /** Wakes every reader; frames that come are dropped until `reopen`. */
  close(): void {
    this.closed = true;
    for (const reader of this.readers) reader.wake();
  }

  /** Empty and open again. */
  reopen(): void {
    this.clear();
    this.closed = false;
  }

  private take(count: number, mode: ReadMode = 'latest'): T[] {
    if (mode === 'fifo') return this.frames.splice(0, count);
    const newest = this.frames.slice(-count);
    this.clear();
    return newest;
  }

  private async wait(count: number, deadline: number): Promise<void> {
    while (!this.closed && this.frames.length < count) {
      const left = deadline - performance.now();
      if (left <= 0) {
        throw new ReactorError(
          'read_timeout',
          `input ${this.name} had no ${count} frame(s) in the time given; wait longer or carry on without`,
        );
      }
      await this.nextChange(count, left);
    }
  }

  private nextChange(count: number, withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = withinMs === Infinity ? undefined : setTimeout(() => reader.wake(), withinMs);
      const reader: Reader = {
        count,
        wake: () => {
          clearTimeout(timer);
          this.readers.delete(reader);
          resolve();
        },
      };
      this.readers.add(reader);
    });
  }
}

function checkCount(count: number): void {
  if (!Number.isInteger(count) || count < 1 || count > INPUT_CAPACITY) {
    throw new RangeError(`requested ${count} frames; a read takes a whole number from 1 to ${INPUT_CAPACITY}`);
  }
}
