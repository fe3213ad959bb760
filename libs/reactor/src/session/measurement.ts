import type { MediaChunk } from '../media/index.js';

/** Why a frame that the model made was never shown. */
export type DropCause =
  /** The model gave the output up because nobody had taken the one before. */
  | 'no_room'
  /** The queue of the playout was full. */
  | 'queue_full'
  /** The model asked to forget what was queued. */
  | 'flushed'
  /** The session ended first. */
  | 'session_over';

/** Why the model never reads a picture or a block of sound that a client sent. */
export type InputDropCause =
  /** The input's buffer was full, and newer ones took its place. */
  | 'queue_full'
  /** The worker had as many under way as it may, and newer ones took its place. */
  | 'worker_busy'
  /** Nobody was in, or the session ended, before the model read it. */
  | 'closed'
  /** Another client publishes the track. */
  | 'not_publisher'
  /** The picture had more pixels than the application takes. */
  | 'too_large'
  /** More pictures of the track came in a second than the application takes. */
  | 'too_fast';

/** Pictures or blocks of one input that were dropped for one cause. */
export interface InputDrop {
  readonly track: string;
  readonly cause: InputDropCause;
  readonly frames: number;
}

/** What of a client's signalling was let go of. */
export type SignalingDrop =
  /** An answer, or a failure, that nobody polled for. */
  | 'answer'
  /** A candidate of a connection without an offer, over a bound. */
  | 'early_candidate'
  /** A candidate that the engine could not use: a name that it cannot resolve, or one of another offer. */
  | 'unusable_candidate'
  /** A candidate beyond those that are tried for one offer. */
  | 'excess_candidate'
  /** A message of a client's data channels beyond their rate. */
  | 'excess_message';

/** What became of a command at the contract: only an accepted one reaches the model. */
export type CommandVerdict = 'accepted' | 'rejected' | 'unresolved_upload';

/** Counters of a model's worker since it started, told every two seconds. */
export interface WorkerStats {
  /** Picture buffers made, and made in vain because they came back when there was no use for them. */
  readonly buffersAllocated: number;
  readonly buffersDiscarded: number;
  /** Picture buffers that wait for a frame, and those that are away with one. */
  readonly buffersFree: number;
  readonly buffersLent: number;
  /** Outputs that the model gave up for want of room. */
  readonly outputsDropped: number;
  /** Pictures and blocks of clients that the model will never read; each track and cause at most once. */
  readonly inputsDropped: readonly InputDrop[];
  /** Messages of the model's that had no form on the wire. */
  readonly messagesUnsent: number;
  readonly heapUsedBytes: number;
}

/**
 * One figure of a model's work, told as it is measured for whoever keeps statistics. Spans are milliseconds of the
 * monotonic clock. A listener must neither block nor throw.
 */
export type Measurement =
  | { readonly kind: 'load'; readonly ms: number; readonly ok: boolean }
  /** The worker was lost and is being started again. */
  | { readonly kind: 'restart' }
  /**
   * An offer was answered or refused. One that a newer offer overtook is not measured. `again`: it came from a peer
   * connection that had been answered before, as an ICE restart does.
   */
  | { readonly kind: 'negotiation'; readonly ms: number; readonly ok: boolean; readonly again: boolean }
  /** From an offer until its media flowed. */
  | { readonly kind: 'connect'; readonly ms: number }
  /** From a command's arrival to its way to the model, the wait for its uploads left out. `name` is what the client wrote. */
  | { readonly kind: 'command'; readonly name: string; readonly verdict: CommandVerdict; readonly ms: number }
  /** From an accepted command's arrival until it was done between two turns, or had failed. */
  | { readonly kind: 'applied'; readonly ms: number }
  /** A chunk came over from the model. It is lent for the time of the call. */
  | { readonly kind: 'media'; readonly chunk: MediaChunk }
  /** A frame was shown after it had waited for its tick. */
  | { readonly kind: 'shown'; readonly waitMs: number }
  | { readonly kind: 'dropped'; readonly cause: DropCause; readonly frames: number }
  /** Sound of one output track that the engine let go of, because more came than it could send. */
  | { readonly kind: 'soundDropped'; readonly track: string; readonly ms: number }
  /** Clients' media that did not go to the model's worker. */
  | ({ readonly kind: 'inputDropped' } & InputDrop)
  /** Messages that a client did not get. */
  | { readonly kind: 'messagesDropped'; readonly count: number }
  /** A message of a newer generation of clients, which was ignored. */
  | { readonly kind: 'unknownMessage' }
  | { readonly kind: 'signalingDropped'; readonly what: SignalingDrop; readonly count: number }
  | { readonly kind: 'refused'; readonly code: string }
  /** For so long the model has worked at one turn or hook, or has kept its thread busy; 0 in between. */
  | { readonly kind: 'workAge'; readonly ms: number }
  | { readonly kind: 'worker'; readonly stats: WorkerStats };
