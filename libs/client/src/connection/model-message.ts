/** A message of the model: the reply to a command, or sent by itself. */
export interface ModelMessage {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/** Arguments of a command by name. A `File` is uploaded first, and undefined is not sent. */
export type CommandValues = Readonly<Record<string, unknown>>;

/** What came of a command that the model took. */
export interface CommandReply {
  /** Undefined: the command has no reply of its own. */
  readonly message: ModelMessage | undefined;
  /** The model's turn that follows the command. */
  readonly turn: number;
  /** The first frame made after the command. */
  readonly frame: number;
  /** Milliseconds from the command to its answer; uploads before it are not counted. */
  readonly latencyMs: number;
}
