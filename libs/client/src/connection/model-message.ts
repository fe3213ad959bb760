import type { UploadProgress } from '../http/upload-progress.js';

/** A message of the model: the reply to a command, or sent by itself. */
export interface ModelMessage {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/**
 * Arguments of a command by name. A `File` is uploaded first, an `UploadedFile` is there already, and undefined is not sent.
 */
export type CommandValues = Readonly<Record<string, unknown>>;

/** Of one command. */
export interface CommandOptions {
  /** Called while files among the values are uploaded. */
  readonly onProgress?: (progress: UploadProgress) => void;
}

/**
 * What came of a command that the model took.
 * @typeParam Reply the message that the command replies with, if any
 */
export interface CommandReply<Reply extends ModelMessage | undefined = ModelMessage | undefined> {
  /** Undefined: the command has no reply of its own. */
  readonly message: Reply;
  /** The model's turn that follows the command. */
  readonly turn: number;
  /** The first frame made after the command. */
  readonly frame: number;
  /** Milliseconds from the command to its answer; uploads before it are not counted. */
  readonly latencyMs: number;
}
