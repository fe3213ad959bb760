/** Why a frame or a body was refused. */
export type WireErrorCode =
  'not_json' | 'bad_message' | 'message_too_large' | 'unknown_message' | 'wrong_channel' | 'unencodable';

/** The only thing that codecs and parsers of this package throw. The message is safe to show to a client. */
export class WireError extends Error {
  override readonly name = 'WireError';

  /** @param field where in the input, `track_mapping[0].kind` */
  constructor(
    readonly code: WireErrorCode,
    message: string,
    readonly field?: string,
  ) {
    super(message);
  }
}
