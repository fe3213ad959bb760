import {
  InputClosed,
  type InputTrack,
  type ReadMode,
  type ReadOptions,
  ReadTimeout,
} from '../../../authoring/index.js';
import type { InputDrop } from '../../../session/lifecycle/measurement.js';
import { FrameInterval } from './frame-interval.js';

/** What one input may hold for its model. */
export interface InputBounds {
  readonly frames: number;
  readonly bytes: number;
}

interface Reader {
  readonly count: number;
  readonly wake: () => void;
}

/** How a read waits for frames. */
export interface InputWaits {
  /** Waits without blocking commands. */
  readonly park: <T>(wait: () => Promise<T>) => Promise<T>;
  /** A read of this input begins to wait for so many more frames. */
  readonly wanted?: (track: string, frames: number) => void;
}

/**
 * The runtime's side of an {@link InputTrack}: clients' media is added, the model takes it.
 *
 * Bounded in frames and in bytes. A reader that waits for more frames than the bytes allow still gets them: the
 * requested number is kept, up to the capacity, so that it does not wait forever.
 */
export class InputBuffer<T> implements InputTrack<T> {
  private readonly frames: T[] = [];
  private readonly readers = new Set<Reader>();
  private bytes = 0;
  private isClosed = true;
  private closings = 0;
  private received = 0;
  private overtaken = 0;
  private unread = 0;
  private readonly interval = new FrameInterval();

  /**
   * @param sizeOf bytes that a frame takes
   * @param onTaken called with what the model takes
   */
  constructor(
    readonly name: string,
    private readonly waits: InputWaits,
    private readonly sizeOf: (frame: T) => number,
    private readonly bounds: InputBounds,
    private readonly onTaken?: (frames: readonly T[]) => void,
  ) {}

  get capacity(): number {
    return this.bounds.frames;
  }

  get available(): number {
    return this.frames.length;
  }

  get totalReceived(): number {
    return this.received;
  }

  get totalDropped(): number {
    return this.overtaken + this.unread;
  }

  /** Frames that no read will return, by cause, since the start. */
  get drops(): readonly InputDrop[] {
    return [
      { track: this.name, cause: 'queue_full', frames: this.overtaken },
      { track: this.name, cause: 'closed', frames: this.unread },
    ];
  }

  get closed(): boolean {
    return this.isClosed;
  }

  /** The usual time between two frames, in milliseconds; 0 while unknown. */
  get frameMs(): number {
    return this.interval.ms;
  }

  read(count?: 1, options?: ReadOptions): Promise<[T]>;
  read(count: number, options?: ReadOptions): Promise<T[]>;
  async read(count = 1, options: ReadOptions = {}): Promise<T[]> {
    this.checkCount(count);
    const deadline = options.timeoutMs === undefined ? Infinity : performance.now() + options.timeoutMs;
    const before = this.closings;
    const isOver = (): boolean => this.isClosed || this.closings !== before;
    // By the time its turn continues, a handler may have read the awaited frames.
    while (!isOver() && this.frames.length < count) {
      this.waits.wanted?.(this.name, count - this.frames.length);
      const inTime = await this.waits.park(() => this.wait(count, deadline));
      if (!inTime) throw new ReadTimeout(this.name, count, options.timeoutMs ?? 0);
    }
    if (isOver()) {
      // A model that retries in a loop must not block the message that ends the session.
      await this.waits.park(() => new Promise((resolve) => setImmediate(resolve)));
      throw new InputClosed(this.name);
    }
    return this.take(count, options.mode);
  }

  tryRead(count?: 1, mode?: ReadMode): [T] | undefined;
  tryRead(count: number, mode?: ReadMode): T[] | undefined;
  tryRead(count = 1, mode: ReadMode = 'latest'): T[] | undefined {
    this.checkCount(count);
    return this.frames.length < count ? undefined : this.take(count, mode);
  }

  drain(): T[] {
    const all = this.frames.slice();
    this.clear();
    this.onTaken?.(all);
    return all;
  }

  clear(): void {
    this.frames.length = 0;
    this.bytes = 0;
  }

  push(frame: T): void {
    this.received++;
    this.interval.frame(performance.now());
    if (this.isClosed) {
      this.unread++;
      return;
    }
    this.frames.push(frame);
    this.bytes += this.sizeOf(frame);
    this.makeRoom();
    for (const reader of this.readers) if (this.frames.length >= reader.count) reader.wake();
  }

  /** Drops the buffered frames, counted, and rejects every pending read; later frames are dropped until `reopen`. */
  close(): void {
    this.isClosed = true;
    this.closings++;
    this.unread += this.frames.length;
    this.clear();
    for (const reader of this.readers) reader.wake();
  }

  /** Opens it, empty; an open one keeps its frames. */
  reopen(): void {
    if (this.isClosed) this.interval.reset();
    this.isClosed = false;
  }

  private makeRoom(): void {
    const wanted = Math.max(1, ...[...this.readers].map((reader) => reader.count));
    const { frames, bytes } = this.bounds;
    while (this.frames.length > frames || (this.bytes > bytes && this.frames.length > wanted)) {
      this.bytes -= this.sizeOf(this.frames.shift()!);
      this.overtaken++;
    }
  }

  private take(count: number, mode: ReadMode = 'latest'): T[] {
    const taken = mode === 'fifo' ? this.frames.splice(0, count) : this.frames.slice(-count);
    if (mode === 'latest') this.clear();
    else for (const frame of taken) this.bytes -= this.sizeOf(frame);
    this.onTaken?.(taken);
    return taken;
  }

  /** @returns false where the deadline passed first */
  private async wait(count: number, deadline: number): Promise<boolean> {
    const before = this.closings;
    while (this.closings === before && this.frames.length < count) {
      const left = deadline - performance.now();
      if (left <= 0) return false;
      await this.nextChange(count, left);
    }
    return true;
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

  private checkCount(count: number): void {
    if (!Number.isInteger(count) || count < 1 || count > this.capacity) {
      throw new RangeError(`requested ${count} frames; a read takes a whole number from 1 to ${this.capacity}`);
    }
  }
}
