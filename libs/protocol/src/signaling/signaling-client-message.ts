import { MAX_SIGNALING_BYTES } from '../limits.js';
import { candidateShape, sdpShape, ticketShape, trackMappingShape } from '../http/bodies.js';
import { SOCKET_TOPICS } from '../input-value.js';
import { parseJsonObject } from '../json.js';
import {
  anyObject,
  bool,
  integer,
  list,
  literal,
  map,
  nullable,
  object,
  optional,
  type Shape,
  text,
} from '../shape.js';
import { STREAM_CODECS } from '../stream/stream-track.js';
import { uploadReference } from '../upload-reference.js';
import { WireError } from '../wire-error.js';

const request_id = optional(text({ min: 1, max: 64 }));
const track = text({ min: 1, max: 128 });

/** One shape for each type of message; the discriminator is `type`, and unknown keys are rejected. */
const SHAPES = {
  join: object(
    {
      type: literal('join'),
      request_id,
      model: optional(text({ min: 1, max: 64 })),
      session_id: optional(text({ min: 1, max: 64 })),
      start: optional(bool),
      own: optional(bool),
      ticket: optional(ticketShape),
      subscribe: optional(list(literal(...SOCKET_TOPICS), SOCKET_TOPICS.length)),
    },
    true,
  ),
  offer: object({ type: literal('offer'), request_id, sdp: sdpShape, track_mapping: trackMappingShape }, true),
  candidate: object({ type: literal('candidate'), request_id, candidate: nullable(candidateShape) }, true),
  stream: object({ type: literal('stream'), request_id, codecs: list(literal(...STREAM_CODECS), 16) }, true),
  command: object(
    {
      type: literal('command'),
      request_id,
      name: text({ min: 1, max: 128 }),
      args: optional(anyObject),
      uploads: optional(map(uploadReference, 32)),
    },
    true,
  ),
  file_uploaded: object({ type: literal('file_uploaded'), request_id, upload_id: text({ min: 1, max: 128 }) }, true),
  resume: object({ type: literal('resume'), request_id, track }, true),
  pause: object({ type: literal('pause'), request_id, track }, true),
  publish: object({ type: literal('publish'), request_id, track }, true),
  unpublish: object({ type: literal('unpublish'), request_id, track }, true),
  control: object(
    {
      type: literal('control'),
      request_id,
      action: literal('ask', 'release', 'give'),
      to: optional(integer(0, 999_999_999)),
    },
    true,
  ),
  schema: object({ type: literal('schema'), request_id }, true),
  ping: object({ type: literal('ping'), request_id }, true),
  wait: object(
    { type: literal('wait'), request_id, model: optional(text({ min: 1, max: 64 })), ticket: optional(ticketShape) },
    true,
  ),
  stop_waiting: object({ type: literal('stop_waiting'), request_id }, true),
  leave: object({ type: literal('leave'), request_id, stop: optional(bool) }, true),
} satisfies Record<string, Shape<{ readonly type: string; readonly request_id?: string }>>;

type Shapes = typeof SHAPES;
/** Types of messages that a client sends on the signalling socket. */
export type SignalingType = keyof Shapes;

/** Messages of a client on the signalling socket. */
export type SignalingClientMessage = { [K in SignalingType]: ReturnType<Shapes[K]> }[SignalingType];

/** Of one type. */
export type SignalingRequest<K extends SignalingType> = ReturnType<Shapes[K]>;

/** Parses one text frame of at most `maxBytes`. Throws `WireError`, never anything else. */
export function parseSignalingMessage(frame: string, maxBytes = MAX_SIGNALING_BYTES): SignalingClientMessage {
  const message = parseJsonObject(frame, maxBytes);
  const type = message['type'];
  if (typeof type !== 'string' || !Object.hasOwn(SHAPES, type)) {
    throw new WireError('bad_message', `type must be one of ${Object.keys(SHAPES).join(', ')}`, 'type');
  }
  return SHAPES[type as SignalingType](message, '');
}

/** The request id of a frame that could not be parsed, where it has one, so that the error can be matched. */
export function requestIdOf(frame: string, maxBytes = MAX_SIGNALING_BYTES): string | undefined {
  try {
    return request_id(parseJsonObject(frame, maxBytes)['request_id'], '');
  } catch {
    return undefined;
  }
}
