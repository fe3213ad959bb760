import type { CommandCall, StoredFile } from '../../session/ports/index.js';
import type { OnnxOptions } from '../onnx/onnx-options.js';
import type { WorkerLimits } from './worker-limits.js';

/**
 * Messages of the host to its worker.
 *
 * Plain JSON values, and bytes in `parts` alone: each survives a structured clone, and can be framed over a pipe
 * (`frameMessage`). A message of a session names it; the worker ignores those of another.
 */
export type HostMessage =
  | {
      readonly type: 'load';
      /** URL of the module that exports the model; absent where the worker was given the class. */
      readonly file?: string;
      /** The model's name, by which its class is found among the module's exports. */
      readonly model: string;
      readonly onnx: OnnxOptions;
      /** Number of the GPU that this instance of the model has; absent: whichever. */
      readonly deviceId?: number;
      readonly limits: WorkerLimits;
      /** Of a worker process: how the file of slots is divided. A slot begins at its number times `stride` bytes. */
      readonly slots?: { readonly stride: number; readonly count: number };
    }
  | { readonly type: 'beginSession'; readonly session: string }
  | { readonly type: 'endSession'; readonly session: string; readonly reason: string }
  /** `joinedAt` is in milliseconds since the epoch: monotonic clocks start at different times. */
  | { readonly type: 'connect'; readonly session: string; readonly clientId: number; readonly joinedAt: number }
  | { readonly type: 'disconnect'; readonly session: string; readonly clientId: number }
  | { readonly type: 'command'; readonly session: string; readonly callId: number; readonly call: CommandCall }
  | {
      readonly type: 'fileUploaded';
      readonly session: string;
      readonly clientId: number;
      readonly file: StoredFile;
    }
  /** A client's picture in I420: the first part, its metadata the second. Answered by `taken`. */
  | {
      readonly type: 'video';
      readonly session: string;
      readonly track: string;
      readonly width: number;
      readonly height: number;
      readonly captureTimeUs?: number;
      readonly parts: readonly Uint8Array<ArrayBuffer>[];
    }
  /** A client's sound, 16 bits a sample, little-endian: the only part. Answered by `taken`. */
  | {
      readonly type: 'audio';
      readonly session: string;
      readonly track: string;
      readonly sampleRate: number;
      readonly channels: 1 | 2;
      readonly parts: readonly Uint8Array<ArrayBuffer>[];
    }
  /** Bundles left the queue, and slots are free again: one message for each shown frame. */
  | {
      readonly type: 'shown';
      /** The session that the slots and the credit are of. Slots of an ended session are free again all the same. */
      readonly session: string;
      readonly slots: readonly number[];
      /** Bundles more that the model may emit. */
      readonly credit: number;
      /** Memory of each slot, in their order, where the channel transfers it; empty where it is gone. */
      readonly parts?: readonly Uint8Array<ArrayBuffer>[];
    }
  | { readonly type: 'shutdown' };
