import type { ReactorErrorCode } from '../../errors/index.js';
import type { ServedRouteName } from '../../routes/index.js';

/** What the document says of one route: its input, its responses, and every error code. */
export interface HttpOperation {
  readonly tag: 'session' | 'signaling' | 'uploads' | 'operations' | 'cloud';
  readonly summary: string;
  readonly description?: string;
  readonly query?: Readonly<Record<string, { readonly schema: object; readonly description: string }>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, any bytes, or text of a media type. */
  readonly body?: { readonly schema: string; readonly required: boolean } | 'bytes' | { readonly contentType: string };
  readonly replies: Readonly<Record<number, HttpReply>>;
  readonly refusals: readonly ReactorErrorCode[];
}

export interface HttpReply {
  readonly description: string;
  /** Name of the JSON body's schema; absent: no body. */
  readonly schema?: string;
  /** A body that is not JSON. */
  readonly contentType?: string;
  /** Headers that a client reads, and what they say. */
  readonly headers?: Readonly<Record<string, string>>;
}

const BODY: readonly ReactorErrorCode[] = ['bad_message', 'not_json', 'message_too_large', 'request_timeout'];
const IN_SESSION: readonly ReactorErrorCode[] = ['no_session', 'unknown_session'];
const ANSWER: readonly ReactorErrorCode[] = ['bad_sdp', 'negotiation_failed', 'connection_limit', 'engine_unavailable'];
const OFFER: readonly ReactorErrorCode[] = [...ANSWER, 'rate_limited', 'connection_taken'];

const TAKEN: HttpReply = { description: 'Taken.' };
const ICE_SERVERS: HttpReply = { description: 'Servers to use.', schema: 'IceServers' };

const CONNECTION_OFFER = {
  tag: 'signaling',
  description: 'The answer is polled for. A header `Reactor-Api-Version` tells a client of the protobuf wire.',
  headers: { 'Reactor-Api-Version': 'Sent by clients whose messages are protobuf.' },
  body: { schema: 'Offer', required: true },
  replies: { 202: { description: 'Accepted; the answer is being created.', schema: 'OfferTaken' } },
  refusals: [...BODY, ...IN_SESSION, ...OFFER],
} as const satisfies Omit<HttpOperation, 'summary'>;

const SINGLE_OFFER = {
  tag: 'signaling',
  body: { schema: 'Offer', required: true },
  replies: { 202: TAKEN },
  refusals: [...BODY, ...IN_SESSION, ...OFFER],
} as const satisfies Omit<HttpOperation, 'summary'>;

const HTTP_OFFER = {
  tag: 'signaling',
  body: { contentType: 'application/sdp' },
  replies: {
    201: {
      description: 'The answer, with all candidates of the server.',
      contentType: 'application/sdp',
      headers: {
        Location: 'Address of the connection, for PATCH and DELETE.',
        ETag: 'Names the ICE that is in use, for `If-Match`.',
        Link: 'STUN and TURN servers, one in each, with `rel="ice-server"`.',
      },
    },
  },
  refusals: [
    ...BODY,
    ...OFFER,
    'not_acceptable',
    'unsupported_media_type',
    'unknown_track',
    'unknown_session',
    'session_not_running',
    'session_busy',
    'model_loading',
    'model_terminated',
    'shutting_down',
    'not_found',
  ],
} as const satisfies Omit<HttpOperation, 'summary'>;

const SESSION_QUERY = {
  session: { schema: { type: 'string' }, description: 'Id of the session to join. Absent: the running one.' },
} as const;

const WHEP_OFFER = {
  ...HTTP_OFFER,
  query: {
    ...SESSION_QUERY,
    video: { schema: { type: 'string' }, description: 'Output for the first video section. Absent: the first.' },
    audio: { schema: { type: 'string' }, description: 'Output for the first audio section. Absent: the first.' },
  },
} as const satisfies Omit<HttpOperation, 'summary'>;

const WHIP_OFFER = {
  ...HTTP_OFFER,
  query: SESSION_QUERY,
  refusals: [...HTTP_OFFER.refusals, 'publish_refused'],
} as const satisfies Omit<HttpOperation, 'summary'>;

const ICE_FRAGMENT = {
  tag: 'signaling',
  description: 'New candidates; or, with other ICE credentials than before, an ICE restart.',
  headers: { 'If-Match': 'The newest `ETag`, or `*`.' },
  body: { contentType: 'application/trickle-ice-sdpfrag' },
  replies: {
    200: {
      description: 'ICE was restarted; the new one of the server.',
      contentType: 'application/trickle-ice-sdpfrag',
      headers: { ETag: 'Names the new ICE.' },
    },
    204: { description: 'The candidates are tried.' },
  },
  refusals: [
    ...BODY,
    'unknown_peer',
    'bad_sdp',
    'negotiation_failed',
    'unsupported_media_type',
    'precondition_failed',
    'precondition_required',
  ],
} as const satisfies Omit<HttpOperation, 'summary'>;

const HTTP_END = {
  tag: 'signaling',
  replies: { 200: { description: 'The connection has ended.' } },
  refusals: ['unknown_peer'],
} as const satisfies Omit<HttpOperation, 'summary'>;

const CLOUD_SESSION = {
  tag: 'cloud',
  refusals: ['unknown_session'],
} as const satisfies Pick<HttpOperation, 'tag' | 'refusals'>;

const MINTED = { 200: { description: 'The token.', schema: 'Token' } } as const;

/** Every route of the server. */
export const HTTP_OPERATIONS: Readonly<Record<ServedRouteName, HttpOperation>> = {
  startSession: {
    tag: 'session',
    summary: 'Start a session, or join the one that no client has joined yet',
    body: { schema: 'AnyObject', required: false },
    replies: { 200: { description: 'The session.', schema: 'Session' } },
    refusals: [
      ...BODY,
      'session_busy',
      'not_called',
      'unknown_ticket',
      'model_loading',
      'model_terminated',
      'shutting_down',
      'rate_limited',
    ],
  },
  stopSession: {
    tag: 'session',
    summary: 'End the session; its clients receive the reason',
    body: { schema: 'StopRequest', required: false },
    replies: { 200: { description: 'The session is ending.' } },
    refusals: [...BODY, 'session_not_running', 'not_in_control', 'model_loading', 'model_terminated'],
  },
  session: {
    tag: 'session',
    summary: 'The session, in any state',
    replies: { 200: { description: 'The session.', schema: 'Session' } },
    refusals: [],
  },
  queue: {
    tag: 'session',
    summary: 'How many visitors wait for a session of the model',
    replies: { 200: { description: 'The queue.', schema: 'Queue' } },
    refusals: ['no_waiting_room'],
  },
  wait: {
    tag: 'session',
    summary: 'Take a place in the waiting room, or ask how it is',
    description:
      'With the ticket of an earlier answer the place is the same; a ticket that is not valid any more gets a new one, at the end. ' +
      'Whoever does not ask again within `waiting.absentMs` has gone. A visitor who is called starts the session with the ticket: ' +
      '`POST /start_session`.',
    body: { schema: 'TicketBody', required: false },
    replies: { 200: { description: 'The place.', schema: 'WaitingPlace' } },
    refusals: [...BODY, 'no_waiting_room', 'waiting_room_full', 'shutting_down'],
  },
  stopWaiting: {
    tag: 'session',
    summary: 'Give the place in the waiting room up',
    body: { schema: 'TicketBody', required: false },
    replies: { 200: { description: 'Nothing waits with this ticket any more.' } },
    refusals: [...BODY, 'no_waiting_room'],
  },
  schema: {
    tag: 'session',
    summary: "The model's commands, messages and tracks",
    description: 'An OpenAPI 3.1 document of the model, whose webhooks are the messages that it sends.',
    replies: { 200: { description: 'The document.', schema: 'AnyObject' } },
    refusals: [],
  },
  models: {
    tag: 'session',
    summary: 'The models of this server, and which are free',
    replies: { 200: { description: 'The models, the default one first.', schema: 'Models' } },
    refusals: [],
  },
  iceServers: {
    tag: 'signaling',
    summary: 'STUN and TURN servers for a client from 2.7',
    replies: { 200: ICE_SERVERS },
    refusals: IN_SESSION,
  },
  connect: {
    tag: 'signaling',
    summary: 'A connection id, and the tracks to map',
    body: { schema: 'AnyObject', required: false },
    replies: { 201: { description: 'The connection.', schema: 'Connection' } },
    refusals: [...IN_SESSION, 'not_json', 'message_too_large', 'connection_limit', 'rate_limited'],
  },
  offer: { ...CONNECTION_OFFER, summary: 'Offer' },
  offerAgain: { ...CONNECTION_OFFER, summary: 'Offer again on a connection, or for the first time' },
  answer: {
    tag: 'signaling',
    summary: 'The answer, once',
    replies: {
      200: { description: 'The answer.', schema: 'Answer' },
      202: { description: 'Not ready yet; ask again.' },
    },
    refusals: [...IN_SESSION, 'bad_message', ...ANSWER, 'connection_taken'],
  },
  candidates: {
    tag: 'signaling',
    summary: "The client's candidates; they may arrive before its offer",
    body: { schema: 'Candidates', required: true },
    replies: { 202: TAKEN },
    refusals: [...BODY, ...IN_SESSION, 'connection_taken', 'rate_limited'],
  },
  singleOffer: { ...SINGLE_OFFER, summary: 'Offer, for a client from 2.7 to 2.11' },
  singleOfferAgain: { ...SINGLE_OFFER, summary: 'Offer again, for a client from 2.7 to 2.11' },
  singleAnswer: {
    tag: 'signaling',
    summary: 'The answer, once, for a client from 2.7 to 2.11',
    replies: {
      200: { description: 'The answer.', schema: 'Answer' },
      202: { description: 'Not ready yet; ask again.' },
    },
    refusals: [...IN_SESSION, ...ANSWER],
  },
  singleCandidates: {
    tag: 'signaling',
    summary: 'Candidates, from a client from 2.7 to 2.11',
    body: { schema: 'Candidates', required: true },
    replies: { 202: TAKEN },
    refusals: [...BODY, ...IN_SESSION, 'connection_limit', 'rate_limited'],
  },
  whep: { ...WHEP_OFFER, summary: 'Watch, for a WHEP player' },
  whepOf: { ...WHEP_OFFER, summary: 'Watch any model, for a WHEP player' },
  patchWhep: { ...ICE_FRAGMENT, summary: 'Candidates or an ICE restart of a WHEP player' },
  endWhep: { ...HTTP_END, summary: 'End the connection of a WHEP player' },
  whip: { ...WHIP_OFFER, summary: 'Feed an input, for a WHIP publisher' },
  whipOf: { ...WHIP_OFFER, summary: 'Feed an input of any model, for a WHIP publisher' },
  patchWhip: { ...ICE_FRAGMENT, summary: 'Candidates or an ICE restart of a WHIP publisher' },
  endWhip: { ...HTTP_END, summary: 'End the connection of a WHIP publisher' },
  announceUpload: {
    tag: 'uploads',
    summary: 'Announce a file and get the URL to send it to',
    body: { schema: 'UploadRequest', required: true },
    replies: { 201: { description: 'Where to send its bytes.', schema: 'UploadTicket' } },
    refusals: [...BODY, ...IN_SESSION, 'bad_upload', 'upload_conflict', 'upload_too_large', 'upload_limit'],
  },
  sendUpload: {
    tag: 'uploads',
    summary: 'Send the bytes of a file, once, exactly as many as were announced',
    description: 'At the root for every model: the id identifies the upload.',
    body: 'bytes',
    replies: { 200: { description: 'The file is complete.' } },
    refusals: [
      'bad_upload',
      'no_session',
      'unknown_upload',
      'upload_conflict',
      'upload_limit',
      'upload_stalled',
      'storage_failed',
    ],
  },
  flatIceServers: {
    tag: 'signaling',
    summary: 'STUN and TURN servers for a client up to 2.6',
    replies: { 200: ICE_SERVERS },
    refusals: [],
  },
  flatOffer: {
    tag: 'signaling',
    summary: 'Offer, for a client up to 2.6: the answer is the reply',
    body: { schema: 'FlatOffer', required: true },
    replies: { 200: { description: 'The answer.', schema: 'FlatAnswer' } },
    refusals: [...BODY, 'no_session', ...OFFER, 'rate_limited'],
  },
  health: {
    tag: 'operations',
    summary: 'Whether the model is loading, available, serving or terminated',
    replies: {
      200: { description: 'The model is not terminated.', schema: 'Health' },
      503: { description: 'The model is terminated: restart the server.', schema: 'Health' },
    },
    refusals: [],
  },
  events: {
    tag: 'operations',
    summary: "The session's journal as server-sent events",
    description: 'Each event is `id: <number>` and `data: <JSON>`. `since` goes before `Last-Event-ID`.',
    query: {
      since: {
        schema: { type: 'integer' },
        description: 'Start after this event; 0 returns all that are kept. Absent: only new events.',
      },
    },
    headers: { 'Last-Event-ID': 'The last event that the reader received, as browsers send it.' },
    replies: { 200: { description: 'The events, without end.', contentType: 'text/event-stream' } },
    refusals: ['bad_message', 'stream_limit'],
  },
  stats: {
    tag: 'operations',
    summary: 'What each viewer of a session gets, and what limits it',
    description: 'Figures that are not known are absent. Rates are those of the last seconds.',
    replies: { 200: { description: 'The viewers, in the order in which they came.', schema: 'Statistics' } },
    refusals: IN_SESSION,
  },
  startRestream: {
    tag: 'operations',
    summary: 'Send the session on to the server of `restream.url`',
    description: 'Where it runs already, or waits for its next attempt, nothing changes.',
    replies: { 202: { description: 'It is being connected.', schema: 'Restream' } },
    refusals: [...IN_SESSION, 'not_found', 'unknown_track'],
  },
  restream: {
    tag: 'operations',
    summary: 'How it stands with sending the session on',
    description: 'Figures that are not known are absent.',
    replies: { 200: { description: 'The state.', schema: 'Restream' } },
    refusals: IN_SESSION,
  },
  stopRestream: {
    tag: 'operations',
    summary: 'Stop sending the session on',
    description: 'Answers when the other server has been told, or did not answer in time.',
    replies: { 200: { description: 'It is off.', schema: 'Restream' } },
    refusals: IN_SESSION,
  },
  snapshot: {
    tag: 'operations',
    summary: 'The newest picture of a session, as viewers see it',
    query: {
      session: { schema: { type: 'string' }, description: 'Id of the session. Absent: the newest one.' },
      track: { schema: { type: 'string' }, description: 'Output of the model. Absent: the first with pictures.' },
    },
    replies: { 200: { description: 'The picture in its own size, 8 bits a channel.', contentType: 'image/png' } },
    refusals: [...IN_SESSION, 'bad_message', 'unknown_track', 'no_picture'],
  },
  metrics: {
    tag: 'operations',
    summary: 'Figures for Prometheus',
    description: "At the root: the default model's and the server's. Under a model: that model's alone.",
    replies: { 200: { description: 'The text format.', contentType: 'text/plain' } },
    refusals: [],
  },
  mintToken: {
    tag: 'cloud',
    summary: 'A token for a client, from an API key',
    headers: { 'Reactor-API-Key': 'The key.' },
    body: { schema: 'TokenRequest', required: false },
    replies: MINTED,
    refusals: BODY,
  },
  mintPlainToken: {
    tag: 'cloud',
    summary: 'A token, for a client up to 2.6',
    headers: { 'X-API-Key': 'The key.' },
    replies: MINTED,
    refusals: [],
  },
  createSession: {
    tag: 'cloud',
    summary: 'Make a session of one’s own',
    description: 'Its tracks and its transport are read from `GET /sessions/{sid}`.',
    body: { schema: 'NewSession', required: true },
    replies: { 200: { description: 'The session.', schema: 'CreatedSession' } },
    refusals: [
      ...BODY,
      'session_busy',
      'session_limit',
      'model_loading',
      'model_terminated',
      'shutting_down',
      'bad_sdp',
    ],
  },
  sessions: {
    tag: 'cloud',
    summary: 'The sessions that the client may end, also those that have ended lately',
    replies: { 200: { description: 'The sessions.', schema: 'CloudSessions' } },
    refusals: [],
  },
  sessionOf: {
    ...CLOUD_SESSION,
    summary: 'One session',
    description: 'For a while also one that has ended: its state is `CLOSED` then.',
    replies: { 200: { description: 'The session.', schema: 'CloudSession' } },
  },
  sessionInfo: {
    ...CLOUD_SESSION,
    summary: 'The state of one session',
    replies: { 200: { description: 'The state.', schema: 'SessionInfo' } },
  },
  endSession: {
    ...CLOUD_SESSION,
    summary: 'End a session of one’s own',
    description: 'One that has ended is answered in the same way.',
    body: { schema: 'StopRequest', required: false },
    replies: { 200: { description: 'It ends, or has ended.', schema: 'CloudSession' } },
    refusals: [...BODY, 'unknown_session'],
  },
  polledOffer: {
    tag: 'cloud',
    summary: 'Offer again, for a client up to 2.6',
    body: { schema: 'PolledOffer', required: true },
    replies: { 202: TAKEN },
    refusals: [...BODY, ...IN_SESSION, ...OFFER],
  },
  polledAnswer: {
    tag: 'cloud',
    summary: 'The answer, once, for a client up to 2.6',
    replies: {
      200: { description: 'The answer.', schema: 'Answer' },
      202: { description: 'Not ready yet; ask again.' },
    },
    refusals: [...IN_SESSION, ...ANSWER],
  },
  usage: {
    tag: 'cloud',
    summary: 'What API keys have used',
    description: 'An operator reads that of all keys, others that of their own.',
    replies: { 200: { description: 'The usage since the server started.', schema: 'Usage' } },
    refusals: [],
  },
  capacity: {
    tag: 'operations',
    summary: 'What is free, for autoscaling',
    description: 'Of several machines, each answers for all of them.',
    replies: { 200: { description: 'Instances and sessions.', schema: 'Capacity' } },
    refusals: [],
  },
};
