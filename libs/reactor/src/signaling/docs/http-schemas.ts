import { waitingPlace } from './waiting-place-schema.js';
import { CLOUD_SCHEMAS } from './cloud-schemas.js';
import { count, list, object, ref, type Schema, text } from './json-schemas.js';

const figure: Schema = { type: 'number', minimum: 0 };
const connectionId: Schema = { type: 'integer', minimum: 0, maximum: 999_999_999 };
const sdp: Schema = { type: 'string', minLength: 1, maxLength: 200_000, description: 'An SDP as it is, not encoded.' };
const kind: Schema = { enum: ['video', 'audio'] };
const clientDirection: Schema = {
  enum: ['recvonly', 'sendonly'],
  description: "In the client's view: `recvonly` is a track that it watches.",
};

/** Every request and response body, by its name in the document. */
export const HTTP_SCHEMAS: Readonly<Record<string, Schema>> = {
  Error: {
    ...object(
      {
        detail: { ...text, description: 'What is wrong and what to do, for humans.' },
        code: { ...text, description: 'What is wrong, for programs. Codes are stable.' },
        field: { ...text, description: 'The field at fault, as the client calls it.' },
        fields: list(object({ field: text, message: text })),
      },
      ['field', 'fields'],
    ),
    description: 'What every refusal answers with.',
  },
  AnyObject: { type: 'object', additionalProperties: true },
  StopRequest: object(
    {
      moderate: {
        type: 'boolean',
        default: false,
        description: 'The session violated a policy; clients receive that as the reason.',
      },
      reason: { type: 'string', maxLength: 64, default: '', description: 'Sent to the clients unchanged.' },
    },
    ['moderate', 'reason'],
  ),
  Session: object({
    session_id: { ...text, format: 'uuid', description: 'Zeros while no session runs.' },
    state: { enum: ['created', 'ready', 'waiting', 'streaming', 'orphaned', 'closing', 'terminated'] },
    cluster: text,
    model: object({ name: text, version: text }, ['version']),
    server_info: object({ server_version: text }),
    selected_transport: object({ protocol: { const: 'webrtc' }, version: { const: '1.0' } }),
    capabilities: object(
      {
        protocol_version: text,
        tracks: list(object({ name: text, kind, direction: clientDirection })),
        commands: list(object({ name: text, description: text })),
        emission_fps: { type: 'number' },
      },
      ['emission_fps'],
    ),
  }),
  Models: object({
    models: list(
      object(
        {
          name: text,
          description: text,
          default: { type: 'boolean', description: 'Its routes are also at the root.' },
          state: { enum: ['loading', 'available', 'serving', 'terminated'] },
          viewers: { type: 'integer', minimum: 0 },
          sessions: { type: 'integer', minimum: 0, description: 'Running now; of a model with several instances' },
          instances: { type: 'integer', minimum: 2, description: 'How many sessions may run at once' },
          visitors: { enum: ['own', 'shared'], description: 'What a visitor gets who names no session' },
          waiting: { ...count, description: 'Visitors who wait, with a waiting room' },
          page: { ...text, description: 'Seen from the page; absent where none is served.' },
        },
        ['description', 'sessions', 'instances', 'visitors', 'waiting', 'page'],
      ),
    ),
  }),
  Queue: object(
    {
      instances: { ...count, description: 'How many sessions may run at once.' },
      playing: { ...count, description: 'Sessions that run.' },
      waiting: count,
      expected_wait_ms: { ...count, description: 'Of a visitor who comes now. Absent: not known yet.' },
    },
    ['expected_wait_ms'],
  ),
  TicketBody: object({ ticket: { type: 'string', minLength: 1, maxLength: 64 } }, ['ticket']),
  WaitingPlace: waitingPlace,
  Health: object(
    {
      status: { enum: ['healthy', 'unhealthy'] },
      state: { enum: ['loading', 'available', 'serving', 'terminated'] },
      waiting_room: { const: true, description: 'Visitors wait for their turn. Absent: they do not.' },
      detail: { type: ['string', 'null'] },
      providers: {
        type: 'array',
        items: text,
        description: 'What the networks of the model run on, as cpu or cuda, each once; absent where none is known.',
      },
    },
    ['providers', 'waiting_room'],
  ),
  Capacity: object({
    models: {
      type: 'object',
      description: 'By name, over all machines. Free instances of machines that drain do not count.',
      additionalProperties: object({ instances: count, free: count, sessions: count }),
    },
    nodes: {
      type: 'array',
      description: 'The machines of the cluster; a server that is the only one has none.',
      items: object({
        id: text,
        state: { enum: ['joining', 'ready', 'draining'] },
        instances: count,
        free: count,
        sessions: count,
      }),
    },
  }),
  Statistics: object(
    {
      session_id: { ...text, format: 'uuid' },
      wanted_fps: {
        ...figure,
        description: 'Frames a second that the model is to emit; absent where it names no rate.',
      },
      emitted_fps: { ...figure, description: 'Frames a second that it emits.' },
      connections: list(ref('ConnectionStatistics')),
    },
    ['wanted_fps', 'emitted_fps'],
  ),
  ConnectionStatistics: object(
    {
      connection_id: connectionId,
      engine: { ...text, description: 'Media engine; absent without a peer connection.' },
      path: { enum: ['none', 'connecting', 'connected', 'disconnected'] },
      candidate_type: { ...text, description: "Of the server's end: `host`, `srflx`, `prflx` or `relay`." },
      protocol: { enum: ['udp', 'tcp', 'websocket'] },
      round_trip_ms: figure,
      link_kbps: { ...figure, description: 'What the link carries, as estimated.' },
      sent_kbps: { ...figure, description: 'All that is sent on it, headers and messages included.' },
      loss: { ...figure, maximum: 1, description: 'Share of packets that were lost over the last five seconds.' },
      packets_lost: { type: 'integer' },
      packets_dropped: { ...count, description: "Packets that the client's TCP connection did not take." },
      keyframe_requests: count,
      outputs: list(ref('OutputStatistics')),
      verdict: object({
        code: {
          enum: [
            'not_connected',
            'no_output',
            'paused',
            'link_limited',
            'server_limited',
            'model_limited',
            'no_feedback',
            'as_configured',
          ],
        },
        text: { ...text, description: 'For humans, with the figures that it follows from.' },
      }),
    },
    [
      'engine',
      'candidate_type',
      'protocol',
      'round_trip_ms',
      'link_kbps',
      'sent_kbps',
      'loss',
      'packets_lost',
      'packets_dropped',
      'keyframe_requests',
    ],
  ),
  Restream: object(
    {
      session_id: { ...text, format: 'uuid' },
      state: {
        enum: ['off', 'connecting', 'live', 'waiting', 'failed'],
        description: '`waiting`: another attempt follows; `failed`: refused, until it is started again.',
      },
      tracks: { ...list(text), description: 'Outputs of the model that are sent.' },
      attempts: { ...count, description: 'Since it was started.' },
      error: {
        ...object({ code: { enum: ['restream_failed', 'restream_refused'] }, message: text }),
        description: 'Why the last attempt failed, or its connection ended; absent while it is live.',
      },
      retry_in_ms: { ...count, description: 'Until the next attempt.' },
      sent_kbps: figure,
      round_trip_ms: figure,
      codecs: {
        type: 'object',
        additionalProperties: text,
        description: 'What each track is sent in, by its name.',
      },
    },
    ['error', 'retry_in_ms', 'sent_kbps', 'round_trip_ms', 'codecs'],
  ),
  OutputStatistics: object(
    {
      track: text,
      kind,
      codec: text,
      flowing: { type: 'boolean', description: 'The client has not paused it.' },
      rung: {
        ...object({ index: count, scale: figure, max_kbps: figure, max_framerate: figure }, ['max_framerate']),
        description:
          "Of the ladder, 0 is the best; the picture's width and height are divided by `scale`. Without `max_framerate` every frame of the model's is encoded.",
      },
      encoder_kbps: { ...figure, description: 'Bitrate that the encoder is set to.' },
      width: count,
      height: count,
      frames_sent: count,
      fps: figure,
      frames_dropped: {
        ...object({ link_behind: count, awaiting_keyframe: count, not_taken: count }, [
          'link_behind',
          'awaiting_keyframe',
          'not_taken',
        ]),
        description: 'Frames that this viewer was not sent, by cause.',
      },
      keyframe_requests: count,
      nacks: { ...count, description: 'Requests to send packets again.' },
      retransmissions: { ...count, description: 'Packets that were sent again.' },
    },
    [
      'codec',
      'rung',
      'encoder_kbps',
      'width',
      'height',
      'frames_sent',
      'fps',
      'frames_dropped',
      'keyframe_requests',
      'nacks',
      'retransmissions',
    ],
  ),
  IceServer: object(
    {
      uris: list(text, 16),
      credentials: object({ username: text, password: text }),
    },
    ['credentials'],
  ),
  IceServers: object({ ice_servers: list(ref('IceServer')) }),
  Connection: object({
    connection_id: connectionId,
    track_map: {
      type: 'object',
      description: 'The tracks by name.',
      additionalProperties: object({
        kind,
        direction: { enum: ['in', 'out'], description: "In the model's view." },
        rate: { type: 'integer', description: 'Samples a second of sound; 0 for video.' },
      }),
    },
  }),
  Offer: object(
    {
      sdp_offer: sdp,
      track_mapping: list(object({ mid: text, name: text, kind, direction: clientDirection }), 64),
      ice_servers: {
        ...list(ref('IceServer'), 16),
        description: "Used instead of the server's own for this client; an empty list means none.",
      },
    },
    ['track_mapping', 'ice_servers'],
  ),
  OfferTaken: object({ connection_id: connectionId }),
  Answer: object({ sdp_answer: sdp, connection_id: connectionId }, ['connection_id']),
  Candidates: object(
    {
      candidates: list(
        object(
          {
            candidate: {
              type: 'string',
              maxLength: 4096,
              description: 'Empty: the end of the candidates of one m-section.',
            },
            sdp_mid: { type: ['string', 'null'] },
            sdp_mline_index: { type: ['integer', 'null'] },
          },
          ['sdp_mid', 'sdp_mline_index'],
        ),
        256,
      ),
      is_final: { type: 'boolean' },
    },
    ['candidates', 'is_final'],
  ),
  FlatOffer: object({ sdp, type: { const: 'offer' } }),
  FlatAnswer: object({ sdp, type: { const: 'answer' } }),
  UploadRequest: object(
    {
      name: { type: 'string', minLength: 1, maxLength: 1024 },
      size: { type: 'integer', minimum: 1, description: 'Bytes.' },
      mime_type: { type: 'string', minLength: 1, maxLength: 256 },
      upload_id: { type: 'string', minLength: 1, maxLength: 128 },
    },
    ['upload_id'],
  ),
  UploadTicket: object({
    presigned_id: text,
    presigned_url: { ...text, format: 'uri', description: 'Where to send the bytes.' },
    path: text,
  }),
  ...CLOUD_SCHEMAS,
};
