import type { MediaChunk } from '../../media/index.js';
import type { SinkDropCause } from '../output/sink-lane.js';

/** Why a frame that the model made was never shown. */
export type DropCause =
  /** The model dropped the output because the previous one was still queued. */
  | 'no_room'
  /** The queue of the playout was full. */
  | 'queue_full'
  /** The model flushed the queue. */
  | 'flushed'
  /** The session ended first. */
  | 'session_over';

/** Why the model never reads a picture or a block of sound that a client sent. */
export type InputDropCause =
  /** The input's buffer was full, and newer ones replaced it. */
  | 'queue_full'
  /** The worker had as many in transit as allowed, and newer ones replaced it. */
  | 'worker_busy'
  /** No client was left, or the session ended, before the model read it. */
  | 'closed'
  /** Another client publishes the track. */
  | 'not_publisher'
  /** The client may not publish. */
  | 'forbidden'
  /** The picture had more pixels than the application allows. */
  | 'too_large'
  /** More pictures of the track arrived in a second than the application allows. */
  | 'too_fast';

/** Pictures or blocks of one input that were dropped for one cause. */
export interface InputDrop {
  readonly track: string;
  readonly cause: InputDropCause;
  readonly frames: number;
}

/** What was dropped of a client's signalling. */
export type SignalingDrop =
  /** An answer, or a failure, that no client polled for. */
  | 'answer'
  /** A candidate of a connection without an offer, over a bound. */
  | 'early_candidate'
  /** A candidate that the engine could not use: with a name that it cannot resolve, or of another offer. */
  | 'unusable_candidate'
  /** A candidate with an address that its client may not name. */
  | 'denied_candidate'
  /** A TCP candidate, which the engine does not connect to. */
  | 'tcp_candidate'
  /** A candidate beyond the limit for one offer, or for one connection per minute. */
  | 'excess_candidate'
  /** A message of a client's data channels beyond their rate. */
  | 'excess_message'
  /** Metadata of a frame, for a client that does not read fast enough. */
  | 'metadata';

/** Result of a command's check: only an accepted one reaches the model. */
export type CommandVerdict = 'accepted' | 'rejected' | 'unresolved_upload';

/** Counters of a model's worker since it started, emitted every two seconds. */
export interface WorkerStats {
  /** Picture buffers allocated, and those freed on return because they were not needed. */
  readonly buffersAllocated: number;
  readonly buffersDiscarded: number;
  /** Free picture buffers, and those in use by a frame. */
  readonly buffersFree: number;
  readonly buffersLent: number;
  /** Outputs that the model dropped because the queue was full. */
  readonly outputsDropped: number;
  /** Pictures and blocks of clients that the model will never read; each track and cause at most once. */
  readonly inputsDropped: readonly InputDrop[];
  /** Messages of the model that could not be encoded. */
  readonly messagesUnsent: number;
  readonly heapUsedBytes: number;
}

/**
 * How it stands with sending a session on to another server:
 *
 * - `off`: not asked for, or stopped
 * - `connecting`: an attempt is under way
 * - `live`: the other server gets the session's tracks
 * - `waiting`: the last attempt failed, or its connection ended, and another follows
 * - `failed`: refused; no attempt follows until it is started again
 */
export type RestreamState = 'off' | 'connecting' | 'live' | 'waiting' | 'failed';

/**
 * One measurement of a model's work, emitted as it is taken. Durations are milliseconds of the monotonic clock. A
 * listener must neither block nor throw.
 */
export type Measurement =
  | { readonly kind: 'load'; readonly ms: number; readonly ok: boolean }
  /** The worker was lost and is restarting. */
  | { readonly kind: 'restart' }
  /**
   * An offer was answered or refused. One that a newer offer replaced is not measured. `again`: from a peer connection
   * that had been answered before, such as an ICE restart.
   */
  | { readonly kind: 'negotiation'; readonly ms: number; readonly ok: boolean; readonly again: boolean }
  /** From an offer until its media flowed. */
  | { readonly kind: 'connect'; readonly ms: number }
  /**
   * From a command's arrival until it is sent to the model, without the wait for its uploads. `name` is client input.
   */
  | { readonly kind: 'command'; readonly name: string; readonly verdict: CommandVerdict; readonly ms: number }
  /** From an accepted command's arrival until it was applied between two turns, or failed. */
  | { readonly kind: 'applied'; readonly ms: number }
  /** A chunk arrived from the model. Only valid during the call. */
  | { readonly kind: 'media'; readonly chunk: MediaChunk }
  /** A frame was shown after waiting in the queue. */
  | { readonly kind: 'shown'; readonly waitMs: number }
  /** A media engine that times its frames has sent one. */
  | { readonly kind: 'sent'; readonly encodeMs: number; readonly sendMs: number }
  | { readonly kind: 'dropped'; readonly cause: DropCause; readonly frames: number }
  /** Frames that were shown, but not by this sink. */
  | { readonly kind: 'sinkDropped'; readonly sink: string; readonly cause: SinkDropCause; readonly frames: number }
  /** Sound of one output track that the engine dropped, because more arrived than it could send. */
  | { readonly kind: 'soundDropped'; readonly track: string; readonly ms: number }
  /** Clients' media that was not sent to the model's worker. */
  | ({ readonly kind: 'inputDropped' } & InputDrop)
  /** Messages that a client did not receive. */
  | { readonly kind: 'messagesDropped'; readonly count: number }
  /** A message of a newer client version, which was ignored. */
  | { readonly kind: 'unknownMessage' }
  | { readonly kind: 'signalingDropped'; readonly what: SignalingDrop; readonly count: number }
  /** The restream of a session moved from one state to another. */
  | { readonly kind: 'restream'; readonly from: RestreamState; readonly to: RestreamState }
  /** Bytes that were sent to the server that the session is restreamed to. */
  | { readonly kind: 'restreamSent'; readonly bytes: number }
  | { readonly kind: 'refused'; readonly code: string }
  /** How long the model has worked on one turn or hook, or has kept its thread busy; 0 in between. */
  | { readonly kind: 'workAge'; readonly ms: number }
  | { readonly kind: 'worker'; readonly stats: WorkerStats };
