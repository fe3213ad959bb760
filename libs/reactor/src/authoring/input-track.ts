import { ReactorError } from '../errors/index.js';
import type { AudioSamples, VideoFrame } from '../media/index.js';

/** `latest` returns the newest frames and drops the rest; `fifo` returns the oldest and keeps the rest. */
export type ReadMode = 'latest' | 'fifo';

/** Of one read of an input track. */
export interface ReadOptions {
  /** @defaultValue 'latest' */
  readonly mode?: ReadMode;
  /**
   * Rejects with {@link ReadTimeout} after this time; without it a read waits until frames arrive or the track closes.
   */
  readonly timeoutMs?: number;
}

/**
 * One track that clients send, as its model reads it: pictures as they arrive, sound in blocks of about 10 ms.
 *
 * It is open while a client is in the session. When the last client leaves or the session ends it closes, and so does
 * every pending read; it reopens, empty, when the next client joins. Frames of any client arrive here: the session
 * ensures that only one client publishes a track at a time.
 */
export interface InputTrack<T> {
  /** On the wire. */
  readonly name: string;
  /** Frames buffered at most; then the oldest is dropped for the newest, earlier where frames are large. */
  readonly capacity: number;
  /** Frames that can be read now. */
  readonly available: number;
  /** Frames received since the worker started. */
  readonly totalReceived: number;
  /** Of those, the ones dropped for newer ones or because the track was closed. */
  readonly totalDropped: number;
  readonly closed: boolean;

  /**
   * Exactly `count` frames, oldest first, as soon as that many are buffered. In a turn of a pipeline, commands are
   * applied while it waits. Rejects with {@link InputClosed} or {@link ReadTimeout}; throws a RangeError for a count
   * below 1 or above the capacity.
   */
  read(count?: 1, options?: ReadOptions): Promise<[T]>;
  read(count: number, options?: ReadOptions): Promise<T[]>;
  /** The same without waiting; undefined where fewer are buffered. */
  tryRead(count?: 1, mode?: ReadMode): [T] | undefined;
  tryRead(count: number, mode?: ReadMode): T[] | undefined;
  /** All buffered frames, oldest first, without waiting: suited to sound, since none is dropped. */
  drain(): T[];
  /** Drops the buffered frames. */
  clear(): void;
}

/** A read found its track closed: no client is there to send. In a pipeline, not catching it ends the turn. */
export class InputClosed extends ReactorError {
  constructor(readonly track: string) {
    super(
      'buffer_closed',
      `input ${track} is closed: its session ended or nobody is connected; let the error propagate to end the turn, or wait for clients`,
    );
  }
}

/** No frame arrived within a read's timeout. */
export class ReadTimeout extends ReactorError {
  constructor(
    readonly track: string,
    count: number,
    timeoutMs: number,
  ) {
    super(
      'read_timeout',
      `input ${track} had no ${count} frame(s) within ${timeoutMs} ms; use a longer timeout or continue without them`,
    );
  }
}

/** A model's inputs by the properties of its input class. */
export type InputsOf<I extends object> = {
  readonly [K in keyof I]: I[K] extends VideoFrame
    ? InputTrack<VideoFrame>
    : I[K] extends AudioSamples
      ? InputTrack<AudioSamples>
      : never;
};
