import type { FrameMetadata } from '../frame-metadata.js';
import type { FrameRecord } from '../frame-record.js';
import type { InputValues, Notice, SeatList, TimeLimit } from '../input-value.js';
import type { Channel } from './wire-codec.js';

/** A clip that is being written, or is ready. Markers are seconds of the recording. */
export interface ClipDescription {
  /** Of the recording, not the session. */
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

/** Messages of the server on a client's data channels, independent of the client's codec. */
export type ServerMessage =
  /** With a request id it is the reply to a command, without one a notification. */
  | {
      readonly kind: 'modelMessage';
      readonly requestId?: string;
      readonly type: string;
      readonly data: Record<string, unknown>;
    }
  /** A command was done, without a reply. */
  | { readonly kind: 'ack'; readonly requestId: string }
  | {
      readonly kind: 'error';
      readonly requestId?: string;
      readonly code: string;
      readonly message: string;
      readonly field?: string;
      /** That of the rejected message; `data` when absent. */
      readonly channel?: Channel;
    }
  | { readonly kind: 'modelSchema'; readonly requestId?: string; readonly openapi: Record<string, unknown> }
  /** Derived from the schema, for the client versions that request it in their own encoding. */
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
  /** To subscribers of `inputs`. */
  | ({ readonly kind: 'inputs' } & InputValues)
  /** To subscribers of `viewers`: number of clients in the session. */
  | { readonly kind: 'viewers'; readonly count: number }
  /** To subscribers of `notices`. */
  | ({ readonly kind: 'notice' } & Notice)
  /** To subscribers of `frames`. */
  | ({ readonly kind: 'frame' } & FrameRecord)
  /** To subscribers of `metadata`. */
  | ({ readonly kind: 'metadata' } & FrameMetadata)
  /** To subscribers of `seats`: on a socket alone. */
  | ({ readonly kind: 'seats' } & SeatList)
  /** To subscribers of `time_limit`: on a socket alone. */
  | ({ readonly kind: 'time_limit' } & TimeLimit)
  /** This connection closes while the session continues. */
  | { readonly kind: 'connectionEnded'; readonly code: string; readonly message: string }
  | { readonly kind: 'publishGranted'; readonly requestId: string }
  | { readonly kind: 'publishRefused'; readonly requestId: string; readonly code: string; readonly message: string };
