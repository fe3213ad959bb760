/** A command of a {@link TestViewer} was not done. */
export class CommandRefused extends Error {
  constructor(
    /** As a client gets it: `invalid_command`, `internal_error`, or the model's own. */
    readonly code: string,
    message: string,
    /** The argument at fault. */
    readonly field?: string,
  ) {
    super(message);
  }
}
