/** What a code means, for people. */
export interface ErrorMeaning {
  readonly cause: string;
  /** What to do about it. */
  readonly mend: string;
}

/**
 * Every code that a {@link ReactorError} carries. They are part of the contract: clients and operators branch on them.
 * `docs/reference/errors.md` is written from this table.
 */
export const ERROR_CODES = {
  bad_declaration: {
    cause: 'A decorator or a class is used incorrectly.',
    mend: 'Correct what the message names: the class, the property, and how.',
  },
  bad_configuration: {
    cause: 'An option of the module, or a variable of the environment, is wrong.',
    mend: 'Correct the option that the message names.',
  },
  bad_frame: {
    cause: 'A model emitted, or built, an inconsistent picture, for example with data of the wrong size.',
    mend: 'Correct the model; the message has both sizes.',
  },
  bad_audio: {
    cause: 'A model emitted, or built, inconsistent sound, for example with data of the wrong size.',
    mend: 'Correct the model; the message has both sizes.',
  },
  buffer_closed: {
    cause: 'The track that a model reads from is closed: its client left, or the session ended.',
    mend: 'Return from `inference`, or wait for the next publisher.',
  },
  read_timeout: {
    cause: "No frame arrived within a read's timeout.",
    mend: 'Go on without one, or wait longer: `timeoutMs` of the read.',
  },
  shutting_down: {
    cause: "The server is shutting down and starts no session, or the worker is, and a looping model's waits reject.",
    mend: 'Try again after a few seconds, or at another server.',
  },
  bad_message: {
    cause: "A client's message or body is not what its route accepts.",
    mend: 'Send what the message asks for; the reference of the route has the form.',
  },
  not_json: { cause: 'Not JSON, where JSON is required.', mend: 'Send JSON.' },
  request_timeout: {
    cause: 'The body of a request did not arrive in time.',
    mend: 'Send it again, over a better link.',
  },
  message_too_large: {
    cause: 'Larger than the limit of its route or channel.',
    mend: 'Send less, or upload a file; [limits](limits.md) has the sizes.',
  },
  not_joined: {
    cause: 'A socket asked for something that needs a session, before joining one.',
    mend: 'Send `join` first.',
  },
  already_joined: { cause: 'A socket joined twice.', mend: 'Send `leave` first, or open another socket.' },
  unknown_model: { cause: 'No model has that name.', mend: 'Ask `GET /list_models` for the names.' },
  unknown_session: {
    cause: 'A session with another id is running.',
    mend: 'Ask `GET /session` for its id, or start one.',
  },
  no_session: { cause: 'No session is running.', mend: 'Start one: `POST /start_session`, or `join` on the socket.' },
  session_not_running: {
    cause: 'There is no session to stop, or for a WHEP or WHIP client that may not start one.',
    mend: 'Start one first, or set `signaling.whep` to `start`.',
  },
  session_busy: {
    cause: 'A session is already running, or all instances of the model are in use.',
    mend: 'Join it, or try again later; `Retry-After` says when.',
  },
  model_loading: {
    cause: 'The model is not loaded yet, or is loaded again because its worker was lost.',
    mend: 'Try again; `Retry-After` says when.',
  },
  model_terminated: {
    cause: 'The model failed permanently.',
    mend: "Read the server's log, mend the cause, restart the server.",
  },
  cluster_unavailable: {
    cause: 'The machine has no connection to the others of its cluster, so that it starts no session.',
    mend: 'Try again; `Retry-After` says when. If it lasts, look after NATS.',
  },
  node_unavailable: {
    cause: 'The machine that has the session does not answer.',
    mend: 'Try again; `Retry-After` says when. If it does not come back, its sessions are unknown after the time of its lease.',
  },
  bad_sdp: {
    cause: "The offer's SDP cannot be read, or does not fit its track mapping.",
    mend: 'Send the offer as the browser made it.',
  },
  no_offer: { cause: 'No offer was made on this connection.', mend: 'Send an offer first.' },
  negotiation_failed: {
    cause: 'The engine could not answer the offer.',
    mend: 'Read the message: mostly no codec is common to both sides.',
  },
  stream_unavailable: {
    cause: 'The media engine sends no media over a WebSocket, as `wrtc` does not.',
    mend: 'Use WebRTC, or start the server with `media.engine: fanout`.',
  },
  candidate_limit: {
    cause: 'A client sent more ICE candidates for one offer than the limit.',
    mend: 'Make a new offer.',
  },
  connection_limit: {
    cause: 'The session has no room for another client.',
    mend: 'Try again later, or raise `session.maxConnections`.',
  },
  connection_taken: {
    cause: 'The connection belongs to another client, or was made over another signalling interface.',
    mend: 'Use a connection id of your own.',
  },
  connection_replaced: {
    cause: 'A newer peer connection of the same client replaced this one.',
    mend: 'Use the newer one.',
  },
  unknown_peer: {
    cause: 'No client has this WHEP or WHIP address: it has left, or its session has ended.',
    mend: 'Make a new offer.',
  },
  unknown_track: { cause: 'The model has no such track in that direction.', mend: "Use a name of the model's schema." },
  no_picture: {
    cause: 'The model has emitted no picture on the track yet.',
    mend: 'Try again when the session has started.',
  },
  invalid_command: {
    cause: 'A command that the model does not have, or arguments that it does not take.',
    mend: "Correct the field that the message names; the model's schema has all of them.",
  },
  unresolved_upload: {
    cause: 'A command references an upload whose bytes never arrived.',
    mend: 'Upload the file first, then send the command.',
  },
  bad_upload: {
    cause: 'The announcement of a file, or its bytes, do not match what was agreed.',
    mend: 'Send the bytes that were announced.',
  },
  unknown_upload: {
    cause: 'No upload with this id was announced in a running session, or it was not sent in time.',
    mend: 'Announce it again.',
  },
  upload_conflict: {
    cause: 'The id is taken, or its bytes have arrived or are being received.',
    mend: 'Announce a new upload.',
  },
  upload_too_large: {
    cause: 'Larger than a file may be.',
    mend: 'Send a smaller file, or raise `uploads.maxFileBytes`.',
  },
  upload_limit: {
    cause: 'The session has no room for another file, or too many are being received.',
    mend: 'Try again when others have arrived, or raise `uploads.maxFiles` or `uploads.maxSessionBytes`.',
  },
  upload_stalled: { cause: 'The bytes of a file stopped arriving.', mend: 'Send it again.' },
  storage_failed: {
    cause: "A file could not be written to the server's disk.",
    mend: 'Free space on the server, or correct `uploads.directory`.',
  },
  publish_refused: { cause: 'The track already has a publisher.', mend: 'Try again when that one has left.' },
  restream_refused: {
    cause:
      'A session cannot be sent on: the other server refuses it, for its token, address or codecs, or the engine cannot.',
    mend: 'Correct `restream` as the message says, then start it again: `POST /sessions/{id}/restream`.',
  },
  restream_failed: {
    cause: 'The server that a session is restreamed to is not reached, is busy, or lost the connection.',
    mend: 'Nothing: it is tried again. The message says why it failed.',
  },
  handler_timeout: {
    cause: 'The handler of a command timed out.',
    mend: 'Make the handler quicker, or raise `inference.handlerTimeoutMs`.',
  },
  model_failed: { cause: 'The model failed.', mend: "Read the server's log: it has the stack." },
  worker_lost: {
    cause: 'The worker that ran the model ended.',
    mend: 'Join again: the model is loaded again. The log says how the worker ended.',
  },
  engine_unavailable: {
    cause: 'The WebRTC package cannot be loaded.',
    mend: 'Install `wrtc` for this system; the log says what is missing.',
  },
  queue_full: {
    cause: 'Too many requests are pending, or a socket has too much unread data.',
    mend: 'Send more slowly.',
  },
  stream_limit: { cause: 'As many event streams are open as the server allows.', mend: 'Close one.' },
  socket_limit: { cause: 'The address has as many sockets open as allowed.', mend: 'Close one.' },
  rate_limited: {
    cause: 'One client, or one address, sends too many requests.',
    mend: 'Send more slowly; `Retry-After` says when.',
  },
  unencodable: {
    cause: 'A value of the model cannot be encoded.',
    mend: 'Correct the model: send what its message class declares.',
  },
  not_found: { cause: 'The route does not exist.', mend: 'Correct the address; [HTTP](http.md) lists all.' },
  unsupported_media_type: {
    cause: 'The body has another media type than the route takes.',
    mend: 'Set `Content-Type` as the route asks.',
  },
  not_acceptable: {
    cause: 'The client accepts no media type that the route answers with.',
    mend: 'Set `Accept` as the route asks.',
  },
  precondition_required: {
    cause: 'The request has no `If-Match` header, and needs one.',
    mend: 'Send the entity tag of the last answer.',
  },
  precondition_failed: {
    cause: 'The entity tag in `If-Match` is an older one.',
    mend: 'Send the entity tag of the last answer.',
  },
  method_not_allowed: {
    cause: 'The route exists, but not for this method.',
    mend: 'Use a method of the header `Allow`.',
  },
  unauthorized: {
    cause: '`signaling.authorize` or a guard of the application requires authentication.',
    mend: 'Send a token.',
  },
  forbidden: {
    cause:
      'The principal of the client does not have the role, its token or API key does not reach so far, the session belongs to another client, or a guard of the application or an option denies it.',
    mend: 'Ask for the role or the scope that the message names.',
  },
  token_invalid: {
    cause: 'The token is none of this server, or it was changed.',
    mend: 'Send the token as `POST /tokens` answered with it.',
  },
  token_foreign: {
    cause: 'Another server signed the token, or this one with a secret that it does not have any more.',
    mend: 'Get a token from `POST /tokens` of this server.',
  },
  token_expired: { cause: 'The token has expired.', mend: 'Get a new one from `POST /tokens`.' },
  unknown_key: { cause: 'No API key has this text, or this id.', mend: 'Make a key: `reactor keys create`.' },
  key_withdrawn: {
    cause: 'The API key, or that of the token, was withdrawn.',
    mend: 'Ask the operator for another key.',
  },
  session_limit: {
    cause: 'The API key has as many sessions as it may have at once.',
    mend: 'End one, or raise `cloud.maxSessions` or the limit of the key.',
  },
  not_in_control: {
    cause: 'The client watches the session, and another one controls it.',
    mend: 'Ask for control: `control` on the socket. Whoever has it, or an operator, hands it over.',
  },
  no_waiting_room: {
    cause: 'A client asked for a place in a queue, and the server has no waiting room.',
    mend: 'Start or join a session directly, or set `waiting.enabled`.',
  },
  waiting_room_full: {
    cause: 'As many visitors wait as may, or as many of one address.',
    mend: 'Try again later; `Retry-After` says when. Or raise `waiting.maxVisitors` or `waiting.placesPerAddress`.',
  },
  not_called: {
    cause: 'A visitor wants a session whose turn it is not.',
    mend: 'Wait until the place is `called`, then join with the ticket.',
  },
  unknown_ticket: {
    cause:
      'The ticket of the waiting room is not valid: its time to claim a session is over, its session has ended, or it never was.',
    mend: 'Take a new place.',
  },
  authorization_expired: {
    cause: 'The principal of the client has expired; its connection ends.',
    mend: 'Get a new token, and join again.',
  },
  application_failed: {
    cause: 'A guard or an interceptor of the application failed on a message of the signalling socket.',
    mend: "Read the server's log: the application's own code failed.",
  },
  internal_error: {
    cause: 'An unexpected error; details are in the log only.',
    mend: "Read the server's log, and report it.",
  },
} as const satisfies Readonly<Record<string, ErrorMeaning>>;

/** A code of the server; `docs/reference/errors.md` says of each what causes it and what mends it. */
export type ReactorErrorCode = keyof typeof ERROR_CODES;
