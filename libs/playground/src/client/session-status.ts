import type { Problem } from './problem.js';

/** How the client came into its session. */
export type Entry =
  /** It started it. */
  | 'fresh'
  /** It started it, since the one that it was in had ended meanwhile. */
  | 'replaced'
  /** It was in it before, and rejoined. */
  | 'resumed'
  /** Another client had started it. */
  | 'adopted';

/** State of the page. */
export type SessionStatus =
  | {
      readonly kind: 'connecting';
      readonly again: boolean;
      /** Why the server ended the session before for a while; undefined: the connection broke, or there was none. */
      readonly cause?: string;
    }
  | { readonly kind: 'loading' }
  | { readonly kind: 'live'; readonly entry: Entry }
  | { readonly kind: 'ended'; readonly reason: string; readonly message: string }
  | {
      readonly kind: 'failed';
      readonly problem: Problem;
      /** Wall clock, milliseconds; undefined: it is not tried again by itself. */
      readonly retryAtMs: number | undefined;
    };
