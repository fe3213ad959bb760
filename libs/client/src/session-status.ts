import type { ClientError } from './client-error.js';

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

/**
 * Which session a client wants, of a model that can run several. `running`: the newest one, or a new one where none runs.
 * `own`: one that it starts, while an instance of the model is free. `watch`: the newest one, and never a new one. An id: that session,
 * and no other.
 */
export type SessionWish = 'running' | 'own' | 'watch' | { readonly id: string };

/** What a client is doing. */
export type SessionStatus =
  /** `start` was not called. */
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'connecting';
      /** It was connected before. */
      readonly again: boolean;
      /** Why the server ended the session before for a while; undefined: the connection broke, or there was none. */
      readonly cause?: string;
    }
  /** The model is loading; the client joins when it is ready. */
  | { readonly kind: 'loading' }
  /** With the option `queue`: the client has a place in the waiting room, from 1. */
  | {
      readonly kind: 'waiting';
      readonly place: number;
      /** How many wait. */
      readonly waiting: number;
      /** Undefined: not known yet. */
      readonly expectedWaitMs: number | undefined;
    }
  /** It is this client's turn, and `claim` takes the session, which is held until then; wall clock, milliseconds. */
  | { readonly kind: 'called'; readonly untilMs: number }
  /** Media flow, and commands are taken. */
  | { readonly kind: 'live'; readonly entry: Entry }
  /** The session is over, or the client has left it. `start` joins again. */
  | { readonly kind: 'ended'; readonly reason: string; readonly message: string }
  | {
      readonly kind: 'failed';
      readonly error: ClientError;
      /** Wall clock, milliseconds; undefined: it is not tried again by itself. */
      readonly retryAtMs: number | undefined;
    };
