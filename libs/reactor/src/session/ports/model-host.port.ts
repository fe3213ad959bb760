import type { InputValue, UploadReference } from '@nestjs-reactor/protocol';
import type { CheckedCommand, ModelManifest } from '../../contract/index.js';
import type { I420Picture, MediaBundle, MediaChunk, PcmBlock } from '../../media/index.js';
import type { WorkerStats } from '../lifecycle/measurement.js';
import type { ModelSource } from './model-source.port.js';

/** A message of the model as sent on the wire: plain JSON values only. */
export interface WireMessage {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/** One field of the model's state has another value. */
export interface InputChange extends Pick<InputValue, 'name' | 'value' | 'withheld'> {
  /** The client whose command changed it; undefined: the model itself. */
  readonly clientId: number | undefined;
}

/** One file whose bytes lie on this machine's disk until its session ends. */
export interface StoredFile extends UploadReference {
  /** Absolute path of the bytes; chosen by the server, never from client input. */
  readonly path: string;
  /** Detected from the bytes, or the claimed type when none is recognised. */
  readonly sniffedMimeType: string;
}

/** A command that its schema accepts and that waits for the model's next turn. */
export interface CommandCall {
  readonly clientId: number;
  readonly command: CheckedCommand;
  /** By parameter name, one for each of `command.uploads`. */
  readonly files: Readonly<Record<string, StoredFile>>;
}

/** How a command ended in the worker: from which turn and frame it holds, or why it was refused. */
export type CommandOutcome =
  | {
      readonly ok: true;
      readonly reply?: WireMessage;
      /** The model turn that follows the command, from 1 in each session. */
      readonly turn: number;
      /** Sequence number of the first frame made after the command, from 1 in each session. */
      readonly frame: number;
    }
  | {
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      readonly field?: string;
      /** Every bad field, where there are several. */
      readonly fields?: readonly { readonly field: string; readonly message: string }[];
      /** The command never reached its handler: its author's rules refuse it, or were stopped at their time limit. */
      readonly rules?: 'broken' | 'expired';
    };

/** How far a session has come: the numbers of its last turn and its last frame, zero before the first. */
export interface SessionPosition {
  readonly turn: number;
  readonly frame: number;
}

/** Why a session, or the whole model, cannot continue. */
export interface ModelFailure {
  readonly code: 'model_failed' | 'worker_lost';
  /** Safe to show to a client: a fixed text, with nothing of what was thrown. */
  readonly message: string;
  /** What was thrown, for the log alone. */
  readonly cause?: string;
}

/** A network that a model's worker has opened, and what it runs on. */
export interface OpenedNetwork {
  /** Its name, for a person: that of its file. */
  readonly network: string;
  /** As `cpu` or `cuda`. */
  readonly provider: string;
  /** Number of the GPU, where one was asked for. */
  readonly deviceId?: number;
}

/**
 * Events of a host for its session. Called on the server's thread, in the order in which they happened in the model.
 */
export interface ModelHostListener {
  /** The worker that has loaded reports another manifest than `ModelHost.manifest` was before. */
  onManifest(manifest: ModelManifest): void;
  /** The chunk's pictures are lent: `ModelHost.release` gives each bundle back. */
  onMedia(chunk: MediaChunk): void;
  /** @param clientId the one client addressed, or undefined for everybody */
  onMessage(message: WireMessage, clientId: number | undefined): void;
  /**
   * Changed fields of the running session's state, each with its newest value. Reported in batches, at most 20 a
   * second.
   */
  onInputs(changes: readonly InputChange[]): void;
  /** The model changed how its output is played: rate in frames a second, or `flush` to clear the queue. */
  onPlayout(change: { readonly fps?: number; readonly flush?: boolean }): void;
  /** Of a stepped host: the turn of one `grant` is over; what it emitted was reported before. */
  onStepped?(turn: number): void;
  /** Of a stepped host: a read of the model waits for so many more pictures or blocks of the track. */
  onInputWanted?(track: string, frames: number): void;
  /** Emitted about every two seconds while the model is loaded. */
  onStats(stats: WorkerStats): void;
  /**
   * Emitted about once a second while a session runs: for how many milliseconds the model has worked on one turn or
   * hook, or has kept its thread busy, without waiting for the runtime. 0 in between, and at the session's end.
   */
  onWorkAge(ms: number): void;
  /** Frames of an ended session arrived, and were dropped. */
  onLateMedia(bundles: number): void;
  /** The running session cannot go on; the model may run another. */
  onSessionFailed(failure: ModelFailure): void;
  /**
   * The model ended with its worker, or is terminated: its session is over, and no further event follows until the next
   * `start`, which waits until the worker has ended.
   */
  onLost(failure: ModelFailure): void;
}

/**
 * The place a model runs in: a worker thread, a process, the server's own thread; later another machine.
 *
 * A host outlives sessions: it loads once and runs one session after another. All methods are called on the server's
 * thread and none blocks it.
 */
export interface ModelHost {
  /** What the model offers: as its worker reported it, and before the first one has loaded as its source says. */
  readonly manifest: ModelManifest;
  /** Bundles of the model that may be queued for the viewers at once. */
  readonly bufferSize: number;
  /** Networks that the running worker has opened, each name once; none where it reports none. */
  readonly networks: readonly OpenedNetwork[];
  /** Must be called once, before `start`. */
  attach(listener: ModelHostListener): void;
  /**
   * Loads the model: once, and again after each loss. Rejects with `model_failed` when it cannot be loaded, or when the
   * lost worker does not end.
   */
  start(): Promise<void>;
  /**
   * Creates the state and runs the session-started hook; waits for the end of the last session first. Rejects with
   * `model_failed`, also when it takes too long: the worker is lost then.
   *
   * @param after where another worker left the session: its turns and frames are counted on from there. Absent, it is
   *   new, and they are counted from 1.
   */
  beginSession(sessionId: string, after?: SessionPosition): Promise<void>;
  /**
   * Ends the turn, runs the session-ended hook, drops the state. Also resolves when the model has failed; bounded by
   * the host's own limit.
   */
  endSession(reason: string): Promise<void>;
  connect(client: { readonly id: number; readonly joinedAtMs: number }): void;
  disconnect(clientId: number): void;
  /**
   * Resolves when the command was applied between two turns, or refused. Never rejects.
   *
   * @param started called at most once, before that: the command passed its author's rules and its handler starts. A
   *   command that only sets a value of the state starts and ends at once, so it is only called for some.
   */
  command(call: CommandCall, started?: () => void): Promise<CommandOutcome>;
  fileUploaded(clientId: number, file: StoredFile): void;
  /** The picture is lent for the call: the host copies what it sends to the model, after its own bounds. */
  pushVideo(track: string, picture: I420Picture, captureTimeUs?: number): void;
  /** The block is lent for the call, as a picture is. */
  pushAudio(track: string, block: PcmBlock): void;
  /**
   * Bundles left the queue, shown or discarded: the model may emit as many more; at session start it may emit
   * `bufferSize`. Of a stepped host it is the number of turns that the model may take. What is granted and released at one moment reaches the model in one message.
   */
  grant(bundles: number): void;
  /**
   * Gives the slots of a bundle's pictures back: nobody uses them any more. At any time, also after the session or the
   * worker has ended; a second call has no effect.
   */
  release(bundle: MediaBundle): void;
  /** Ends the worker: asks it to stop, and terminates it after its limit. Safe to call twice. */
  close(): Promise<void>;
}

/** Makes the host of each model; the only place that knows whether a model runs in a worker. */
export interface ModelHostFactory {
  /** @param instance of the model, from 1; absent: the first */
  create(source: ModelSource, instance?: number): ModelHost;
}

/** Injection token of the factory. */
export const ModelHostFactory = Symbol('ModelHostFactory');
