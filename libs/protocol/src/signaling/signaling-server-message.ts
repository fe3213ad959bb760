import type { CandidateEntry, IceServerEntry } from '../http/bodies.js';
import type { FrameMetadata } from '../frame-metadata.js';
import type { FrameRecord } from '../frame-record.js';
import type { SessionDescriptor } from '../http/descriptor.js';
import type { InputValues, Notice, SeatList, TimeLimit } from '../input-value.js';
import type { StreamTrack } from '../stream/stream-track.js';
import type { WaitingPlace } from '../waiting-place.js';
import type { Role } from './role.js';

interface Answered {
  /** That of the request, if any. */
  readonly request_id?: string;
}

/** Why a request on the signalling socket was refused. */
export interface SignalingErrorBody {
  readonly code: string;
  readonly message: string;
  /** The first bad field. */
  readonly field?: string;
  /** Every bad field. */
  readonly fields?: readonly { readonly field: string; readonly message: string }[];
  /** Number of errors with this code and without a request id in the last second; this is the newest. */
  readonly repeated?: number;
}

/** Messages of the server on the signalling socket: answers have the request's id, notifications none. */
export type SignalingServerMessage =
  | (Answered & {
      readonly type: 'joined';
      readonly session: SessionDescriptor;
      readonly connection_id: number;
      readonly ice_servers: readonly IceServerEntry[];
      /** What the client may do. Absent: everything. */
      readonly roles?: readonly Role[];
    })
  | (Answered & { readonly type: 'answer'; readonly sdp: string })
  | (Answered & {
      readonly type: 'stream';
      /** Opens the media socket, once. */
      readonly ticket: string;
      readonly tracks: readonly StreamTrack[];
    })
  | (Answered & {
      readonly type: 'reply';
      readonly message?: { readonly type: string; readonly data: Record<string, unknown> };
      /** The model's turn that follows the command. */
      readonly turn: number;
      /** The first frame made after the command. */
      readonly frame: number;
    })
  /** To a visitor, and again whenever it is different. */
  | (Answered & { readonly type: 'waiting' } & WaitingPlace)
  | (Answered & { readonly type: 'schema'; readonly schema: Record<string, unknown> })
  | (Answered & { readonly type: 'accepted' })
  | (Answered & { readonly type: 'pong' })
  | (Answered & { readonly type: 'left' })
  | (Answered & { readonly type: 'error'; readonly error: SignalingErrorBody })
  | { readonly type: 'candidate'; readonly candidate: CandidateEntry | null }
  | { readonly type: 'message'; readonly message: { readonly type: string; readonly data: Record<string, unknown> } }
  | { readonly type: 'state'; readonly state: string }
  /** To subscribers of `inputs`. */
  | ({ readonly type: 'inputs' } & InputValues)
  /** To subscribers of `viewers`. */
  | { readonly type: 'viewers'; readonly count: number }
  /** To subscribers of `notices`. */
  | ({ readonly type: 'notice' } & Notice)
  /** To subscribers of `frames`. */
  | ({ readonly type: 'frame' } & FrameRecord)
  /** To subscribers of `metadata`. */
  | ({ readonly type: 'metadata' } & FrameMetadata)
  /** To subscribers of `seats`. */
  | ({ readonly type: 'seats' } & SeatList)
  /** To subscribers of `time_limit`. */
  | ({ readonly type: 'time_limit' } & TimeLimit)
  | {
      readonly type: 'ended';
      readonly reason: string;
      readonly message: string;
      /** True: the end is temporary (`server_shutdown`, `worker_lost`); join again later. */
      readonly retryable?: boolean;
    };
