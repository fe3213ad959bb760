import { create, fromJson, type JsonObject, type JsonValue, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { ValueSchema } from '@bufbuild/protobuf/wkt';
import type { InputValue } from '../input-value.js';
import { toJsonText } from '../json.js';
import { WireError } from '../wire-error.js';
import {
  ControlServerMessageSchema,
  DataServerMessageSchema,
  type InputValueSchema,
  MessageKind,
} from './generated/reactor_wire/v1/reactor_wire_pb.js';
import type { ServerMessage } from './server-message.js';
import type { EncodedFrame } from './wire-codec.js';

type DataPayload = MessageInitShape<typeof DataServerMessageSchema>['payload'];
type ControlPayload = MessageInitShape<typeof ControlServerMessageSchema>['payload'];

const { RESPONSE, NOTIFICATION } = MessageKind;

/** Throws `unencodable`. */
export function encodeV1(message: ServerMessage): EncodedFrame | undefined {
  switch (message.kind) {
    case 'modelMessage':
      return data(message.requestId, {
        case: 'message',
        value: { type: message.type, data: toStruct(message.data) },
      });
    case 'ack':
      return data(message.requestId, undefined);
    case 'error': {
      const payload = { case: 'error', value: { code: message.code, message: message.message } } as const;
      return message.channel === 'control' ? reply(message.requestId, payload) : data(message.requestId, payload);
    }
    case 'modelSchema':
      return control(message.requestId, RESPONSE, {
        case: 'modelSchema',
        value: { openapi: toStruct(message.openapi) },
      });
    // For client versions that do not request the schema.
    case 'modelCapabilities':
      return undefined;
    case 'clipReady':
      return reply(message.requestId, {
        case: 'clipReady',
        value: {
          sessionId: message.clip.session_id,
          kind: message.clip.kind,
          startMarker: message.clip.start_marker,
          endMarker: message.clip.end_marker,
          nowMarker: message.clip.now_marker,
          predictedReadyAtMs: BigInt(Math.round(message.clip.predicted_ready_at_ms)),
          playlistUrl: message.clip.playlist_url,
        },
      });
    case 'clipFailed':
      return reply(message.requestId, { case: 'clipFailed', value: { reason: message.reason } });
    case 'moderation':
      return control(undefined, NOTIFICATION, {
        case: 'moderation',
        value: {
          action: message.action,
          inputKind: message.inputKind,
          command: message.command,
          categories: [...message.categories],
          message: message.message,
        },
      });
    case 'sessionEnded':
      return control(undefined, NOTIFICATION, { case: 'sessionEnded', value: { reason: message.reason } });
    case 'inputs':
      return control(undefined, NOTIFICATION, {
        case: 'inputs',
        value: {
          sequence: BigInt(message.sequence),
          complete: message.complete,
          inputs: message.inputs.map(toInput),
        },
      });
    case 'viewers':
      return control(undefined, NOTIFICATION, { case: 'viewers', value: { count: message.count } });
    case 'notice':
      return control(undefined, NOTIFICATION, {
        case: 'notice',
        value: { code: message.code, message: message.message, dropped: [...message.dropped] },
      });
    case 'frame': {
      const { stages } = message;
      return control(undefined, NOTIFICATION, {
        case: 'frame',
        value: {
          track: message.track,
          frame: BigInt(message.frame),
          turn: BigInt(message.turn),
          rtpTimestamp: message.rtp_timestamp,
          turnMs: stages.turn_ms,
          convertMs: stages.convert_ms,
          waitMs: stages.wait_ms,
          encodeMs: stages.encode_ms,
          sendMs: stages.send_ms,
          commands: (message.commands ?? []).map((each) => ({ requestId: each.request_id, serverMs: each.server_ms })),
        },
      });
    }
    case 'metadata':
      return control(undefined, NOTIFICATION, {
        case: 'metadata',
        value: {
          track: message.track,
          frame: BigInt(message.frame),
          turn: BigInt(message.turn),
          rtpTimestamp: message.rtp_timestamp,
          ...(message.data === undefined ? {} : { data: toStruct(message.data) }),
          ...(message.bytes === undefined ? {} : { bytes: bytesOf(message.bytes) }),
        },
      });
    // Topics of a socket.
    case 'seats':
    case 'time_limit':
      return undefined;
    case 'connectionEnded':
      return control(undefined, NOTIFICATION, {
        case: 'error',
        value: { code: message.code, message: message.message },
      });
    case 'publishGranted':
      return control(message.requestId, RESPONSE, { case: 'publishTrack', value: {} });
    case 'publishRefused':
      return control(message.requestId, RESPONSE, {
        case: 'error',
        value: { code: message.code, message: message.message },
      });
  }
}

function data(requestId: string | undefined, payload: DataPayload): EncodedFrame {
  return frame('data', () =>
    toBinary(
      DataServerMessageSchema,
      create(DataServerMessageSchema, { requestId: requestId ?? '', kind: kindOf(requestId), ...optional(payload) }),
    ),
  );
}

function reply(requestId: string | undefined, payload: ControlPayload): EncodedFrame {
  return control(requestId, kindOf(requestId), payload);
}

function control(requestId: string | undefined, kind: MessageKind, payload: ControlPayload): EncodedFrame {
  return frame('control', () =>
    toBinary(
      ControlServerMessageSchema,
      create(ControlServerMessageSchema, { requestId: requestId ?? '', kind, ...optional(payload) }),
    ),
  );
}

function optional<T>(payload: T | undefined): { payload?: T } {
  return payload === undefined ? {} : { payload };
}

function kindOf(requestId: string | undefined): MessageKind {
  return requestId === undefined ? NOTIFICATION : RESPONSE;
}

function frame(channel: EncodedFrame['channel'], write: () => Uint8Array): EncodedFrame {
  try {
    return { channel, frame: write() };
  } catch (error) {
    if (error instanceof WireError) throw error;
    throw new WireError('unencodable', 'the message has no form in protobuf', undefined, undefined, { cause: error });
  }
}

/** The value after JSON encoding, so that every client version receives the same. */
function toStruct(value: Record<string, unknown>): JsonObject {
  return JSON.parse(toJsonText(value)) as JsonObject;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function toInput({ name, value, withheld, changed_by }: InputValue): MessageInitShape<typeof InputValueSchema> {
  const told = value === undefined ? {} : { value: fromJson(ValueSchema, JSON.parse(toJsonText(value)) as JsonValue) };
  return { name, ...told, withheld: withheld ?? '', changedBy: changed_by ?? '' };
}
