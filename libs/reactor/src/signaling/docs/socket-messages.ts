import {
  ROLES,
  type SignalingClientMessage,
  type SignalingServerMessage,
  type SignalingType,
  SOCKET_TOPICS,
  STREAM_CODECS,
} from '@nestjs-reactor/protocol';
import { WAITING_FIELDS, WAITING_OPTIONAL } from './waiting-place-schema.js';
import { count, flag, list, object, ref, type Schema, text } from './json-schemas.js';

type Server = SignalingServerMessage['type'];
type Of<M extends { readonly type: string }, K> = Extract<M, { readonly type: K }>;

/** What the document says of one message; its `type`, and the `request_id` of those that have one, are added. */
export interface SocketMessage<M> {
  readonly summary: string;
  readonly fields: Readonly<Record<string, Schema>>;
  readonly optional?: readonly string[];
  readonly example: M;
}

const track = (side: string): Schema => ({
  type: 'string',
  minLength: 1,
  maxLength: 128,
  description: `${side} of the model.`,
});
const ticket: Schema = { type: 'string', minLength: 1, maxLength: 64 };
const connectionId: Schema = { type: 'integer', minimum: 0, maximum: 999_999_999 };
const sdp: Schema = { type: 'string', minLength: 1, maxLength: 200_000, description: 'An SDP as it is, not encoded.' };
const turn: Schema = { ...count, description: 'Of the model, from 1 in each session.' };
const frame: Schema = { ...count, description: 'From 1 in each session.' };
const rtpTimestamp: Schema = { ...count, description: "As a browser's video frame callback reports it." };
const milliseconds: Schema = { type: 'number', minimum: 0 };
const anyObject: Schema = { type: 'object', additionalProperties: true };

const AN_SDP = 'v=0\r\n…';
const A_CANDIDATE = { candidate: 'candidate:1 1 udp 2113937151 192.0.2.1 50000 typ host', sdp_mid: '0' };

/** Messages of clients, each with the type that answers it. */
export const CLIENT_MESSAGES: {
  readonly [K in SignalingType]: SocketMessage<Of<SignalingClientMessage, K>> & { readonly answer: Server };
} = {
  join: {
    summary: 'Become a client of a session; it is started where none runs',
    answer: 'joined',
    fields: {
      model: { type: 'string', minLength: 1, maxLength: 64, description: 'Absent: the default one.' },
      session_id: {
        type: 'string',
        minLength: 1,
        maxLength: 64,
        description: 'A running session. Absent: the one that the server gives.',
      },
      start: { ...flag, description: 'False: join a running session only.' },
      own: { ...flag, description: 'A session of its own, or the running one. Absent: as the server is configured.' },
      ticket: { ...ticket, description: 'Of the waiting room: the session that it has, or that is started for it.' },
      subscribe: {
        ...list({ enum: SOCKET_TOPICS }, SOCKET_TOPICS.length),
        description: 'What is sent beyond what every client receives.',
      },
    },
    optional: ['model', 'session_id', 'start', 'own', 'ticket', 'subscribe'],
    example: { type: 'join', request_id: '1', subscribe: ['inputs', 'viewers'] },
  },
  offer: {
    summary: 'Offer a peer connection, the first or another one, or an ICE restart',
    answer: 'answer',
    fields: { sdp, track_mapping: ref('TrackMapping') },
    example: {
      type: 'offer',
      request_id: '2',
      sdp: AN_SDP,
      track_mapping: [{ mid: '0', name: 'main_video', kind: 'video', direction: 'recvonly' }],
    },
  },
  candidate: {
    summary: "A candidate of the client's, or null at their end",
    answer: 'accepted',
    fields: { candidate: ref('Candidate') },
    example: { type: 'candidate', candidate: A_CANDIDATE },
  },
  stream: {
    summary: 'Ask for the outputs as encoded frames, on a media socket that the ticket of the answer opens',
    answer: 'stream',
    fields: {
      codecs: { ...list({ enum: STREAM_CODECS }, 16), description: 'What the client decodes.' },
    },
    example: { type: 'stream', request_id: '13', codecs: ['VP8', 'opus'] },
  },
  command: {
    summary: 'A command of the model; answered when the model has applied it',
    answer: 'reply',
    fields: {
      name: { type: 'string', minLength: 1, maxLength: 128 },
      args: { ...anyObject, description: "By name, as the model's schema describes them." },
      uploads: {
        type: 'object',
        maxProperties: 32,
        additionalProperties: ref('UploadReference'),
        description: 'Files by argument.',
      },
    },
    optional: ['args', 'uploads'],
    example: { type: 'command', request_id: '4', name: 'set_brightness', args: { brightness: 0.8 } },
  },
  file_uploaded: {
    summary: 'Report a file to the model without a command; answered when it has arrived',
    answer: 'accepted',
    fields: { upload_id: { type: 'string', minLength: 1, maxLength: 128 } },
    example: { type: 'file_uploaded', request_id: '5', upload_id: '6b1f8c1e' },
  },
  resume: {
    summary: 'Send the track from now on; tracks are paused at first',
    answer: 'accepted',
    fields: { track: track('An output') },
    example: { type: 'resume', request_id: '6', track: 'main_video' },
  },
  pause: {
    summary: 'Send the track no more',
    answer: 'accepted',
    fields: { track: track('An output') },
    example: { type: 'pause', request_id: '7', track: 'main_video' },
  },
  publish: {
    summary: 'Feed an input of the model from the peer connection',
    answer: 'accepted',
    fields: { track: track('An input') },
    example: { type: 'publish', request_id: '8', track: 'webcam' },
  },
  unpublish: {
    summary: 'Leave an input of the model to others',
    answer: 'accepted',
    fields: { track: track('An input') },
    example: { type: 'unpublish', request_id: '9', track: 'webcam' },
  },
  control: {
    summary: 'Ask for control of the session, give it up, or hand it over',
    answer: 'accepted',
    fields: {
      action: { enum: ['ask', 'release', 'give'] },
      to: {
        ...connectionId,
        description: 'Of `give`: who gets it. Absent: the client itself, where it is an operator.',
      },
    },
    optional: ['to'],
    example: { type: 'control', request_id: '13', action: 'give', to: 249_617_508 },
  },
  schema: {
    summary: "Ask for the model's schema",
    answer: 'schema',
    fields: {},
    example: { type: 'schema', request_id: '10' },
  },
  ping: {
    summary: 'Ask whether the server is there',
    answer: 'pong',
    fields: {},
    example: { type: 'ping', request_id: '11' },
  },
  wait: {
    summary: 'Take a place in the waiting room, or go on with that of an earlier answer',
    answer: 'waiting',
    fields: {
      model: { type: 'string', minLength: 1, maxLength: 64, description: 'Absent: the default one.' },
      ticket: { ...ticket, description: 'That of an earlier answer. One that is not valid any more gets a new place.' },
    },
    optional: ['model', 'ticket'],
    example: { type: 'wait', request_id: '14' },
  },
  stop_waiting: {
    summary: 'Give the place up',
    answer: 'accepted',
    fields: {},
    example: { type: 'stop_waiting', request_id: '15' },
  },
  leave: {
    summary: 'Leave the session; the socket may join again',
    answer: 'left',
    fields: { stop: { ...flag, description: 'End the session for all clients.' } },
    optional: ['stop'],
    example: { type: 'leave', request_id: '12' },
  },
};

/** Messages of the server; those without a request are sent by themselves. */
export const SERVER_MESSAGES: {
  readonly [K in Server]: SocketMessage<Of<SignalingServerMessage, K>>;
} = {
  joined: {
    summary: 'The client is in the session',
    fields: {
      session: ref('Session'),
      connection_id: connectionId,
      ice_servers: list(ref('IceServer')),
      roles: { ...list({ enum: ROLES }), description: 'What the client may do. Absent: everything.' },
    },
    optional: ['roles'],
    example: {
      type: 'joined',
      request_id: '1',
      connection_id: 249_617_508,
      ice_servers: [],
      session: {
        session_id: '94394711-6db1-4f3c-adc4-6d5e737dd494',
        state: 'waiting',
        cluster: 'local',
        model: { name: 'hello' },
        server_info: { server_version: '0.1.0' },
        selected_transport: { protocol: 'webrtc', version: '1.0' },
        capabilities: { protocol_version: 'v0', tracks: [], commands: [], emission_fps: 30 },
      },
    },
  },
  answer: {
    summary: 'To an offer; candidates follow one by one',
    fields: { sdp },
    example: { type: 'answer', request_id: '2', sdp: AN_SDP },
  },
  stream: {
    summary: 'The ticket of a media socket, and what is sent there',
    fields: {
      ticket: { ...text, description: 'Good once, for ten seconds: the second subprotocol, after `reactor-media`.' },
      tracks: list(
        object({
          id: { ...count, description: 'In the header of its frames.' },
          name: text,
          kind: { enum: ['video', 'audio'] },
          codec: { enum: STREAM_CODECS },
        }),
      ),
    },
    example: {
      type: 'stream',
      request_id: '13',
      ticket: 'c2VjcmV0LXRpY2tldC1vZi1hLXN0cmVhbQ',
      tracks: [{ id: 0, name: 'main_video', kind: 'video', codec: 'VP8' }],
    },
  },
  reply: {
    summary: 'The model has applied the command',
    fields: {
      message: ref('ModelMessage'),
      turn,
      frame: { ...frame, description: 'The first frame made after the command.' },
    },
    optional: ['message'],
    example: { type: 'reply', request_id: '4', turn: 12, frame: 340 },
  },
  schema: {
    summary: "The model's schema",
    fields: { schema: { ...anyObject, description: 'An OpenAPI 3.1 document, as `GET /schema`.' } },
    example: { type: 'schema', request_id: '10', schema: { openapi: '3.1.0' } },
  },
  waiting: {
    summary: "The visitor's place in the waiting room, as an answer, and by itself whenever it is different",
    fields: WAITING_FIELDS,
    optional: WAITING_OPTIONAL,
    example: {
      type: 'waiting',
      request_id: '14',
      ticket: 'Qm9yZWQgb2Ygd2FpdGluZz8h',
      stage: 'waiting',
      place: 3,
      waiting: 7,
      expected_wait_ms: 95_000,
    },
  },
  accepted: { summary: 'Done', fields: {}, example: { type: 'accepted', request_id: '6' } },
  pong: { summary: 'The server is there', fields: {}, example: { type: 'pong', request_id: '11' } },
  left: { summary: 'The client has left the session', fields: {}, example: { type: 'left', request_id: '12' } },
  error: {
    summary: 'A request was refused, or a message could not be read',
    fields: { error: ref('SocketError') },
    example: {
      type: 'error',
      request_id: '4',
      error: { code: 'invalid_command', message: 'brightness must be at most 1 (got 3)', field: 'brightness' },
    },
  },
  candidate: {
    summary: "A candidate of the server's, or null at their end",
    fields: { candidate: ref('Candidate') },
    example: { type: 'candidate', candidate: A_CANDIDATE },
  },
  message: {
    summary: 'The model sent it to this client or to all',
    fields: { message: ref('ModelMessage') },
    example: { type: 'message', message: { type: 'chunk_done', data: { index: 3 } } },
  },
  state: {
    summary: 'The state of the session has changed',
    fields: { state: text },
    example: { type: 'state', state: 'streaming' },
  },
  inputs: {
    summary: 'Current values, to subscribers of `inputs`',
    fields: {
      sequence: { ...count, description: 'Rises with each change in the session.' },
      complete: { ...flag, description: 'All values, rather than those that have changed.' },
      inputs: list(ref('InputValue')),
    },
    example: {
      type: 'inputs',
      sequence: 4,
      complete: true,
      inputs: [{ name: 'prompt', value: 'a lake', changed_by: 'viewer' }],
    },
  },
  viewers: {
    summary: 'How many clients are in the session, to subscribers of `viewers`',
    fields: { count },
    example: { type: 'viewers', count: 2 },
  },
  notice: {
    summary: 'The model starts again or is replaced, to subscribers of `notices`',
    fields: {
      code: { ...text, description: 'As `model_restarting`; clients stay connected.' },
      message: text,
      dropped: { ...list(text), description: 'Inputs that have their defaults again.' },
    },
    example: { type: 'notice', code: 'model_reloaded', message: 'a new version of the model runs', dropped: [] },
  },
  frame: {
    summary: 'A frame was sent, to subscribers of `frames`',
    fields: {
      track: text,
      frame,
      turn,
      rtp_timestamp: rtpTimestamp,
      stages: {
        type: 'object',
        additionalProperties: milliseconds,
        description: 'Milliseconds of each stage of its way.',
      },
      commands: {
        ...list(object({ request_id: text, server_ms: milliseconds })),
        description: 'Those of this client that it is the first to show.',
      },
    },
    optional: ['commands'],
    example: {
      type: 'frame',
      track: 'main_video',
      frame: 340,
      turn: 12,
      rtp_timestamp: 2_880_000,
      stages: { turn_ms: 4.1, convert_ms: 0.6, wait_ms: 3.2, encode_ms: 6.4, send_ms: 0.8 },
      commands: [{ request_id: '4', server_ms: 21.9 }],
    },
  },
  metadata: {
    summary: 'What the model attached to a frame, to subscribers of `metadata`',
    fields: {
      track: text,
      frame,
      turn,
      rtp_timestamp: rtpTimestamp,
      data: { ...anyObject, description: 'Where it is JSON.' },
      bytes: { ...text, contentEncoding: 'base64', description: 'Where it is anything else.' },
    },
    optional: ['data', 'bytes'],
    example: {
      type: 'metadata',
      track: 'main_video',
      frame: 340,
      turn: 12,
      rtp_timestamp: 2_880_000,
      data: { faces: 2 },
    },
  },
  seats: {
    summary: 'Who controls the session, to subscribers of `seats`',
    fields: {
      you: { enum: ['control', 'watch'], description: "Whether the client's own commands are taken." },
      controllers: list(connectionId),
      asking: { ...list(connectionId), description: 'Who asks for control, the first one first.' },
    },
    example: { type: 'seats', you: 'watch', controllers: [249_617_508], asking: [] },
  },
  time_limit: {
    summary: 'When the session ends because others wait, to subscribers of `time_limit`',
    fields: {
      ends_in_ms: { ...count, description: 'From now. Absent: it has no end.' },
      waiting: { ...count, description: 'Visitors who wait for a session.' },
    },
    optional: ['ends_in_ms'],
    example: { type: 'time_limit', ends_in_ms: 30_000, waiting: 3 },
  },
  ended: {
    summary: 'The session has ended; the socket may join another one',
    fields: {
      reason: { ...text, description: 'As `stopped`, `moderated`, `error`, `server_shutdown`.' },
      message: text,
      retryable: { const: true, description: 'The end is temporary: join again later.' },
    },
    optional: ['retryable'],
    example: { type: 'ended', reason: 'server_shutdown', message: 'the server restarts', retryable: true },
  },
};
