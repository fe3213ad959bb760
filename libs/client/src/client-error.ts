import { type SignalingErrorBody, WireError } from '@nestjs-reactor/protocol';

/** Errors on this side of the wire, in addition to the server's own codes. */
export type ClientErrorCode =
  /** The server cannot be reached. */
  | 'unreachable'
  /** Something answers, and it is no reactor server. */
  | 'not_a_reactor'
  /** There is no browser: the code runs on a server. */
  | 'no_browser'
  /** The server's address cannot be read. */
  | 'invalid_url'
  /** A token that no WebSocket can carry. */
  | 'invalid_token'
  /** The browser has no WebRTC. */
  | 'no_webrtc'
  /** The server answers, and its signalling socket does not open. */
  | 'socket_blocked'
  /** A failure of the client itself, or of the browser. */
  | 'client_failed'
  /** The signalling socket closed. */
  | 'socket_closed'
  /** No answer arrived in time. */
  | 'no_answer'
  /** No path for media was found, or it broke. */
  | 'ice_failed'
  /** The WebSocket that frames come over closed. */
  | 'media_socket_closed'
  /** The browser does not decode what the server sends. */
  | 'decoding_failed'
  /** A camera or a microphone, while frames come over a WebSocket. */
  | 'publish_needs_webrtc'
  /** Asked for while no session is live. */
  | 'not_connected'
  /** An upload was refused. */
  | 'upload_failed'
  /** An upload was aborted by its signal. */
  | 'upload_aborted'
  /** The model is not running any more. */
  | 'model_terminated'
  | CaptureErrorCode;

/** Why a camera, a microphone, a screen or a canvas cannot be captured. */
export type CaptureErrorCode =
  /** The page is neither on HTTPS nor on localhost: browsers give it no devices. */
  | 'insecure_page'
  /** The person, the browser or the system does not allow it. */
  | 'permission_denied'
  /** The person closed the browser's question without an answer. */
  | 'capture_cancelled'
  /** No such device, or it was taken out. */
  | 'no_device'
  /** Another program has it. */
  | 'device_busy'
  /** This browser cannot capture such a thing. */
  | 'capture_unsupported'
  /** Any other failure. */
  | 'capture_failed';

/** What a {@link ClientError} knows besides its code and message. */
export interface ClientErrorDetails {
  /** The first bad field of a command. */
  readonly field?: string;
  /** Every bad field of a command. */
  readonly fields?: readonly { readonly field: string; readonly message: string }[];
  /** That of a socket's close frame. */
  readonly closeCode?: number;
}

/** A refusal or a failure, the server's or the client's own. */
export class ClientError extends Error {
  override readonly name = 'ClientError';

  constructor(
    /** One of {@link ClientErrorCode}, or the server's. */
    readonly code: string,
    message: string,
    readonly details: ClientErrorDetails = {},
  ) {
    super(message);
  }

  static own(code: ClientErrorCode, message: string, details: ClientErrorDetails = {}): ClientError {
    return new ClientError(code, message, details);
  }

  static fromServer({ code, message, field, fields }: SignalingErrorBody): ClientError {
    return new ClientError(code, message, { field, fields });
  }
}

/** Whatever was thrown, as a {@link ClientError}. */
export function toClientError(error: unknown): ClientError {
  if (error instanceof ClientError) return error;
  if (error instanceof WireError) return new ClientError(error.code, error.message, { field: error.field });
  return ClientError.own('client_failed', error instanceof Error ? error.message : String(error));
}

/** Nothing changes by itself: the person, the page or the server's configuration has to. */
const FINAL: ReadonlySet<string> = new Set([
  'no_webrtc',
  'invalid_token',
  'unauthorized',
  'forbidden',
  'application_failed',
  'unknown_model',
  'unknown_session',
  'engine_unavailable',
]);

/** Whether an attempt to join that failed with this may succeed later without anybody's doing. */
export function isRetryable({ code }: ClientError): boolean {
  return !FINAL.has(code);
}
