/** Thrown by a command's handler: the caller gets exactly this code and message, and the model keeps running. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  /** @param code snake_case, stable: clients branch on it */
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
