import type { SignalingErrorBody } from '@nestjs-reactor/protocol';

/** Errors on this side of the wire, in addition to the server's own codes. */
export type ClientErrorCode =
  /** The server cannot be reached. */
  | 'unreachable'
  /** Something answers, and it is no reactor server. */
  | 'not_a_reactor'
  /** The browser has no WebRTC. */
  | 'no_webrtc'
  /** The server answers, and its signalling socket does not open. */
  | 'socket_blocked'
  /** A failure of this page's own, or of the browser's. */
  | 'page_failed'
  /** The signalling socket closed. */
  | 'socket_closed'
  /** No answer arrived in time. */
  | 'no_answer'
  /** No path for media was found, or it broke. */
  | 'ice_failed'
  /** Asked for while no session is live. */
  | 'not_connected'
  /** An upload was refused, or was aborted. */
  | 'upload_failed';

/** A refusal, the server's or our own. */
export class ClientError extends Error {
  override readonly name = 'ClientError';

  constructor(
    /** One of {@link ClientErrorCode}, or the server's. */
    readonly code: string,
    message: string,
    readonly details: {
      readonly field?: string;
      readonly fields?: readonly { readonly field: string; readonly message: string }[];
      /** That of a socket's close frame. */
      readonly closeCode?: number;
    } = {},
  ) {
    super(message);
  }

  static own(code: ClientErrorCode, message: string, details: { readonly closeCode?: number } = {}): ClientError {
    return new ClientError(code, message, details);
  }

  static fromServer({ code, message, field, fields }: SignalingErrorBody): ClientError {
    return new ClientError(code, message, { field, fields });
  }
}
