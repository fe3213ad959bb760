import type { LogFields } from '../../logging/index.js';
import type { I420Picture, MediaChunk, PcmBlock } from '../../media/index.js';
import type { WorkerStats } from '../../session/lifecycle/measurement.js';
import type {
  CommandCall,
  CommandOutcome,
  InputChange,
  ModelFailure,
  StoredFile,
  WireMessage,
} from '../../session/ports/index.js';
import type { WorkerLimits } from './worker-limits.js';
import type { OnnxOptions } from '../onnx/onnx-options.js';

/** Messages of the server's thread to the model's. Plain values: each one survives a structured clone. */
export type HostMessage =
  | {
      readonly type: 'load';
      /** URL of the module that exports the model; absent where the guest was given the class. */
      readonly file: string | undefined;
      /** The model's name, by which its class is found among the module's exports. */
      readonly model: string;
      readonly onnx: OnnxOptions;
      readonly limits: WorkerLimits;
      /** What a `WorkMeter` writes to: the one value that both sides see. */
      readonly meter: SharedArrayBuffer;
    }
  | { readonly type: 'beginSession'; readonly sessionId: string }
  | { readonly type: 'endSession'; readonly reason: string }
  /** `joinedAt` is in milliseconds since the epoch: the threads' monotonic clocks start at different times. */
  | { readonly type: 'connect'; readonly clientId: number; readonly joinedAt: number }
  | { readonly type: 'disconnect'; readonly clientId: number }
  | { readonly type: 'command'; readonly callId: number; readonly call: CommandCall }
  | { readonly type: 'fileUploaded'; readonly clientId: number; readonly file: StoredFile }
  /** The picture's buffer is transferred. Answered by `taken`. */
  | { readonly type: 'video'; readonly track: string; readonly picture: I420Picture; readonly captureTimeUs?: number }
  /** The block's buffer is transferred. Answered by `taken`. */
  | { readonly type: 'audio'; readonly track: string; readonly block: PcmBlock }
  | { readonly type: 'grant'; readonly bundles: number }
  /** Buffers of shown pictures, transferred back to their pool. */
  | { readonly type: 'release'; readonly buffers: readonly ArrayBuffer[] }
  | { readonly type: 'shutdown' };

export type LogLevel = 'verbose' | 'debug' | 'log' | 'warn' | 'error' | 'fatal';

/** Messages of the model's thread to the server's, in the order of events. */
export type WorkerMessage =
  | { readonly type: 'loaded' }
  | { readonly type: 'loadFailed'; readonly reason: string }
  | { readonly type: 'sessionBegun'; readonly sessionId: string }
  | { readonly type: 'sessionRefused'; readonly sessionId: string; readonly reason: string }
  | { readonly type: 'sessionEnded' }
  /** The buffers of the chunk's pictures and sound are transferred. */
  | { readonly type: 'media'; readonly chunk: MediaChunk }
  | { readonly type: 'message'; readonly message: WireMessage; readonly clientId: number | undefined }
  /** Changed fields of the state; values of secret fields are not sent. */
  | { readonly type: 'inputs'; readonly changes: readonly InputChange[] }
  | { readonly type: 'playout'; readonly fps?: number; readonly flush?: boolean }
  /** The command's handler starts: its timeout starts here. */
  | { readonly type: 'commandStarted'; readonly callId: number }
  | { readonly type: 'commandDone'; readonly callId: number; readonly outcome: CommandOutcome }
  | { readonly type: 'sessionFailed'; readonly failure: ModelFailure }
  /** One inbound picture or block reached the model's buffers: the next may be sent. */
  | { readonly type: 'taken'; readonly track: string }
  | {
      readonly type: 'log';
      readonly level: LogLevel;
      readonly text: string;
      readonly context: string | undefined;
      readonly stack: string | undefined;
      /** Facts by name; `session` is the one that ran when the line was written. */
      readonly fields: LogFields;
    }
  | { readonly type: 'stats'; readonly stats: WorkerStats }
  /** The model can no longer serve: its `run()` ended. */
  | { readonly type: 'fatal'; readonly reason: string }
  | { readonly type: 'closed' };

/** The guest's end of the line. Messages arrive in the order they were posted. */
export interface HostChannel {
  post(message: WorkerMessage, transfer?: readonly ArrayBuffer[]): void;
}

/** The host's end of the line to one guest. */
export interface WorkerChannel {
  /** Posting to a guest that has ended does nothing. */
  post(message: HostMessage, transfer?: readonly ArrayBuffer[]): void;
  /** Terminates the guest at once. */
  terminate(): Promise<void>;
}

/** Events of a line for the host that opened it. */
export interface WorkerChannelEvents {
  message(message: WorkerMessage): void;
  /** The guest has ended; emitted once, also after `terminate`. */
  ended(cause: string): void;
}
