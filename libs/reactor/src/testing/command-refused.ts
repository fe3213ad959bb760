/** A command of a {@link TestViewer} was rejected. */
export class CommandRefused extends Error {
  constructor(
    /** As a client receives it: `invalid_command`, `internal_error`, or the model's own. */
    readonly code: string,
    message: string,
    /** The invalid argument. */
    readonly field?: string,
  ) {
    super(message);
  }
}
