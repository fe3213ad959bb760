import type { InputValues } from '../input-value.js';
import type { Channel } from './wire-codec.js';

/** A clip that is being written, or is there already. Markers are seconds of the recording. */
export interface ClipDescription {
  /** Of the recording, which is not the session's own. */
  readonly session_id: string;
  readonly kind: 'snap' | 'recording';
  readonly start_marker: number;
  readonly end_marker: number;
  readonly now_marker: number;
  /** Milliseconds since the epoch. */
  readonly predicted_ready_at_ms: number;
  /** Relative to the server. */
  readonly playlist_url: string;
}

/** What the server says on a client's data channels, whichever codec the client speaks. */
export type ServerMessage =
  /** With a request id it is the reply to a command, without one it is news. */
  | {
      readonly kind: 'modelMessage';
      readonly requestId?: string;
      readonly type: string;
      readonly data: Record<string, unknown>;
    }
  /** A command was done and has nothing to say. */
  | { readonly kind: 'ack'; readonly requestId: string }
  | {
      readonly kind: 'error';
      readonly requestId?: string;
      readonly code: string;
      readonly message: string;
      readonly field?: string;
      /** That of the message refused; `data` when absent. */
      readonly channel?: Channel;
    }
  | { readonly kind: 'modelSchema'; readonly requestId?: string; readonly openapi: Record<string, unknown> }
  /** Derived from the schema, for the generations that ask for it in a form of their own. */
  | { readonly kind: 'modelCapabilities'; readonly openapi: Record<string, unknown> }
  | { readonly kind: 'clipReady'; readonly requestId?: string; readonly clip: ClipDescription }
  | { readonly kind: 'clipFailed'; readonly requestId?: string; readonly reason: string }
  | {
      readonly kind: 'moderation';
      readonly action: string;
      readonly inputKind: string;
      readonly command: string;
      readonly categories: readonly string[];
      readonly message: string;
    }
  | { readonly kind: 'sessionEnded'; readonly reason: string }
  /** To those who subscribed to `inputs`. */
  | ({ readonly kind: 'inputs' } & InputValues)
  /** To those who subscribed to `viewers`: clients that are in the session. */
  | { readonly kind: 'viewers'; readonly count: number }
  /** This connection closes while the session goes on. */
  | { readonly kind: 'connectionEnded'; readonly code: string; readonly message: string }
  | { readonly kind: 'publishGranted'; readonly requestId: string }
  | { readonly kind: 'publishRefused'; readonly requestId: string; readonly code: string; readonly message: string };
