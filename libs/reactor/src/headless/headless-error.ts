/** Why a headless run cannot begin or go on. */
export type HeadlessErrorCode =
  /** A line of a command file cannot be read, or names what the model does not have. */
  | 'bad_script'
  /** A file is no recording, or cannot be replayed. */
  | 'bad_recording'
  /** A file is no video that can be read. */
  | 'bad_video'
  /** The model reads an input that the run gives no pictures for. */
  | 'no_input'
  /** The model makes no frame. */
  | 'no_output'
  /** The model refused or failed a command of the run. */
  | 'command_refused'
  /** The model did not finish a turn in time. */
  | 'turn_timeout';

/** A headless run cannot begin or go on; the message says what to do. */
export class HeadlessError extends Error {
  override readonly name = 'HeadlessError';

  constructor(
    readonly code: HeadlessErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
