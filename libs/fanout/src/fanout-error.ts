export type FanoutErrorCode =
  /** An option is out of its range, or an address is none. */
  | 'bad_option'
  /** The text is no SDP, or no ICE candidate, that a WebRTC peer can write. */
  | 'bad_sdp'
  /** The description is readable and cannot be agreed on, or it answers no offer of ours. */
  | 'negotiation_failed'
  /** No peer has that id: it never existed, was closed, or reported `closed`. */
  | 'unknown_peer'
  /** The channel is not open, so the message can never leave. */
  | 'channel_closed'
  /** Longer than 262,144 bytes, or than the other side announced. */
  | 'message_too_large'
  /** The engine trapped in this call. All its peers are lost: load another one. */
  | 'engine_failed'
  /** The engine failed in an earlier call. */
  | 'engine_dead';

export class FanoutError extends Error {
  override readonly name = 'FanoutError';

  constructor(
    readonly code: FanoutErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
