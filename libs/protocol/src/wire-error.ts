/** Why a frame or a body was rejected. */
export type WireErrorCode =
  | 'rate_limited'
  | 'not_json'
  | 'bad_message'
  | 'message_too_large'
  | 'unknown_message'
  | 'wrong_channel'
  | 'unencodable';

/** The only error that codecs and parsers of this package throw. The message is safe to show to a client. */
export class WireError extends Error {
  override readonly name = 'WireError';

  /**
   * @param field where in the input, `track_mapping[0].kind`
   * @param requestId of the rejected request, where it could be read and its sender waits for an answer to it
   * @param options the cause, which is for logs alone
   */
  constructor(
    readonly code: WireErrorCode,
    message: string,
    readonly field?: string,
    readonly requestId?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** The same error for the request with that id; an empty id counts as none. */
  about(requestId: string | undefined): WireError {
    return new WireError(this.code, this.message, this.field, requestId === '' ? undefined : requestId, {
      cause: this.cause,
    });
  }
}
