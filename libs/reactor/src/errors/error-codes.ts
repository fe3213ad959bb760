/** Every code that a {@link ReactorError} carries. They are part of the contract: clients and operators branch on them. */
export type ReactorErrorCode =
  /** A decorator or a class is used in a way that cannot work; the message names class, property and fix. */
  | 'bad_declaration'
  /** An option of the module or the environment is wrong. */
  | 'bad_configuration'
  /** A model emitted, or built, a picture whose parts do not fit together. */
  | 'bad_frame'
  /** A model emitted, or built, sound whose parts do not fit together. */
  | 'bad_audio'
  /** The track a model reads from is closed: its client left, or the session ended. */
  | 'buffer_closed'
  /** No frame came in the time given to a read. */
  | 'read_timeout'
  /** The server is about to end and starts no session, or the worker is, and with it what a looping model waits for. */
  | 'shutting_down'
  /** A client's message or body is not what its route takes. */
  | 'bad_message'
  /** Not JSON, where JSON is due. */
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
  /** A session with another id runs. */
  | 'unknown_session'
  /** No session runs. */
  | 'no_session'
  /** There is no session to stop. */
  | 'session_not_running'
  /** A session runs already. */
  | 'session_busy'
  /** The model is not loaded yet, or loads again because its worker was lost. */
  | 'model_loading'
  /** The model is gone for good. */
  | 'model_terminated'
  /** The offer's SDP cannot be read, or does not fit its track mapping. */
  | 'bad_sdp'
  /** Nothing was offered on this connection. */
  | 'no_offer'
  /** The engine could not answer the offer. */
  | 'negotiation_failed'
  /** A client sent more ICE candidates for one offer than are tried. */
  | 'candidate_limit'
  /** The session has no room for another client. */
  | 'connection_limit'
  /** The connection belongs to another client, or was made over another surface. */
  | 'connection_taken'
  /** A newer peer connection of the same client took the place of this one. */
  | 'connection_replaced'
  /** The model has no such track in that direction. */
  | 'unknown_track'
  /** A command that the model does not have, or arguments that it does not take. */
  | 'invalid_command'
  /** A command names an upload whose bytes never came. */
  | 'unresolved_upload'
  /** The announcement of a file, or its bytes, are not what was agreed. */
  | 'bad_upload'
  /** Nothing was announced under this id in a session that runs, or it was not sent in time. */
  | 'unknown_upload'
  /** The id is taken, or its bytes are there or on their way. */
  | 'upload_conflict'
  /** Larger than a file may be. */
  | 'upload_too_large'
  /** The session has no room for another file, or too many are being received. */
  | 'upload_limit'
  /** The bytes of a file stopped coming. */
  | 'upload_stalled'
  /** The server's disk did not take a file. */
  | 'storage_failed'
  /** The track has a publisher. */
  | 'publish_refused'
  /** The handler of a command takes longer than it may. */
  | 'handler_timeout'
  /** The model failed. */
  | 'model_failed'
  /** The worker that ran the model ended. */
  | 'worker_lost'
  /** The WebRTC package cannot be loaded. */
  | 'engine_unavailable'
  /** Too many requests wait already, or a socket has too much to read. */
  | 'queue_full'
  /** So many event streams are open as the server allows. */
  | 'stream_limit'
  /** The address has as many sockets open as it may. */
  | 'socket_limit'
  /** One client, or one address, asks too often. */
  | 'rate_limited'
  /** A value of the model's cannot be sent. */
  | 'unencodable'
  /** The route does not exist. */
  | 'not_found'
  /** The route exists, but not for this method. */
  | 'method_not_allowed'
  /** A guard of the application's wants to know who asks. */
  | 'unauthorized'
  /** A guard of the application's does not let this client, or the server's options do not. */
  | 'forbidden'
  /** A guard or an interceptor of the application's failed on a message of the signalling socket. */
  | 'application_failed'
  /** An error nobody foresaw; details are in the log only. */
  | 'internal_error';
