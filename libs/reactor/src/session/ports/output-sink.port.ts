import type { MediaBundle } from '../../media/index.js';

/**
 * Takes what a model emits in one session: the room of a media engine, a recorder, a snapshot. Every sink gets every
 * bundle at its tick, in order; a slow one loses bundles of its own and delays nobody.
 */
export interface OutputSink {
  /**
   * Takes one bundle whose tick has come. Its buffers may be read until this returns, or until the promise that it
   * returns settles; the model's worker writes into them afterwards. The next bundle may arrive before that: with four
   * held, further ones are dropped for this sink.
   *
   * A sink that throws or rejects loses the bundle; after ten failures in a row it is removed.
   */
  push(bundle: MediaBundle): void | PromiseLike<void>;
  /** Drops what was pushed and not played yet: the model cleared its queue. */
  flush(): void;
  /** Ends the sink. Its bundles go back to the worker when this settles, or at the session's limit for it. */
  close(): void | PromiseLike<void>;
}
