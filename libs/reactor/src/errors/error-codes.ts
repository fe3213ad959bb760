/** Every code that a {@link ReactorError} carries. They are part of the contract: clients and operators branch on them. */
export type ReactorErrorCode =
  /** A decorator or a class is used incorrectly; the message names class, property and fix. */
  | 'bad_declaration'
  /** An option of the module or the environment is wrong. */
  | 'bad_configuration'
  /** A model emitted, or built, an inconsistent picture, for example with data of the wrong size. */
  | 'bad_frame'
  /** A model emitted, or built, inconsistent sound, for example with data of the wrong size. */
  | 'bad_audio'
  /** The track a model reads from is closed: its client left, or the session ended. */
  | 'buffer_closed'
  /** No frame arrived within a read's timeout. */
  | 'read_timeout'
  /** The server is shutting down and starts no session, or the worker is, and a looping model's waits reject. */
  | 'shutting_down'
  /** A client's message or body is not what its route accepts. */
  | 'bad_message'
  /** Not JSON, where JSON is required. */
  | 'not_json'
  /** The body of a request did not arrive in time. */
  | 'request_timeout'
  /** Larger than the limit of its route or channel. */
  | 'message_too_large'
  /** A socket asked for something that needs a session, before joining one. */
  | 'not_joined'
  /** A socket joined twice. */
  | 'already_joined'
  /** No model has that name. */
  | 'unknown_model'
  /** A session with another id is running. */
  | 'unknown_session'
  /** No session is running. */
  | 'no_session'
  /** There is no session to stop, or for a WHEP or WHIP client that may not start one. */
  | 'session_not_running'
  /** A session is already running. */
  | 'session_busy'
  /** The model is not loaded yet, or is reloading because its worker was lost. */
  | 'model_loading'
  /** The model failed permanently. */
  | 'model_terminated'
  /** The offer's SDP cannot be read, or does not fit its track mapping. */
  | 'bad_sdp'
  /** No offer was made on this connection. */
  | 'no_offer'
  /** The engine could not answer the offer. */
  | 'negotiation_failed'
  /** A client sent more ICE candidates for one offer than the limit. */
  | 'candidate_limit'
  /** The session has no room for another client. */
  | 'connection_limit'
  /** The connection belongs to another client, or was made over another signalling interface. */
  | 'connection_taken'
  /** A newer peer connection of the same client replaced this one. */
  | 'connection_replaced'
  /** No client has this WHEP or WHIP address: it has left, or its session has ended. */
  | 'unknown_peer'
  /** The model has emitted no picture on the track yet. */
  | 'no_picture'
  /** The model has no such track in that direction. */
  | 'unknown_track'
  /** A command that the model does not have, or arguments that it does not take. */
  | 'invalid_command'
  /** A command references an upload whose bytes never arrived. */
  | 'unresolved_upload'
  /** The announcement of a file, or its bytes, do not match what was agreed. */
  | 'bad_upload'
  /** No upload with this id was announced in a running session, or it was not sent in time. */
  | 'unknown_upload'
  /** The id is taken, or its bytes have arrived or are being received. */
  | 'upload_conflict'
  /** Larger than a file may be. */
  | 'upload_too_large'
  /** The session has no room for another file, or too many are being received. */
  | 'upload_limit'
  /** The bytes of a file stopped arriving. */
  | 'upload_stalled'
  /** A file could not be written to the server's disk. */
  | 'storage_failed'
  /** The track already has a publisher. */
  | 'publish_refused'
  /** The handler of a command timed out. */
  | 'handler_timeout'
  /** The model failed. */
  | 'model_failed'
  /** The worker that ran the model ended. */
  | 'worker_lost'
  /** The WebRTC package cannot be loaded. */
  | 'engine_unavailable'
  /** Too many requests are pending, or a socket has too much unread data. */
  | 'queue_full'
  /** As many event streams are open as the server allows. */
  | 'stream_limit'
  /** The address has as many sockets open as allowed. */
  | 'socket_limit'
  /** One client, or one address, sends too many requests. */
  | 'rate_limited'
  /** A value of the model cannot be encoded. */
  | 'unencodable'
  /** The route does not exist. */
  | 'not_found'
  /** The body has another media type than the route takes. */
  | 'unsupported_media_type'
  /** The client accepts no media type that the route answers with. */
  | 'not_acceptable'
  /** The request has no `If-Match` header, and needs one. */
  | 'precondition_required'
  /** The entity tag in `If-Match` is an older one. */
  | 'precondition_failed'
  /** The route exists, but not for this method. */
  | 'method_not_allowed'
  /** `signaling.authorize` or a guard of the application requires authentication. */
  | 'unauthorized'
  /** The principal of the client does not have the role, or a guard of the application or an option denies it. */
  | 'forbidden'
  /** The principal of the client has expired; its connection ends. */
  | 'authorization_expired'
  /** A guard or an interceptor of the application failed on a message of the signalling socket. */
  | 'application_failed'
  /** An unexpected error; details are in the log only. */
  | 'internal_error';
