import { parseJsonObject, toJsonText } from '../json.js';
import { anyObject, literal, object, optional, type Shape, text } from '../shape.js';
import { uploadReference } from '../upload-reference.js';
import { WireError } from '../wire-error.js';
import { capabilitiesOf } from './capabilities.js';
import type { ClientMessage } from './client-message.js';
import { clip, command, platform, requestId, subscribe, track } from './message-shapes.js';
import type { ServerMessage } from './server-message.js';
import type { EncodedFrame, WireCodec } from './wire-codec.js';

const scoped = object({ scope: literal('application', 'runtime'), data: anyObject });
const control = object({
  type: literal('request', 'notification'),
  method: optional(text({ max: 64 })),
  event: optional(text({ max: 64 })),
  request_id: optional(requestId),
  data: anyObject,
});

/** Text JSON with a scope and a type, for clients from 2.3 to 2.12. */
export const jsonV0Codec: WireCodec = {
  version: 'v0',
  decode(frame, channel) {
    const message = parseJsonObject(frame);
    return channel === 'control' ? decodeControl(message) : decodeData(message);
  },
  encode,
};

function decodeData(message: Record<string, unknown>): ClientMessage {
  if (message['type'] !== undefined && message['scope'] === undefined) {
    throw new WireError('wrong_channel', 'track verbs go on the control channel; commands need a scope', 'scope');
  }
  const { scope, data } = scoped(message, '');
  if (scope === 'application') {
    const { type, data: args, uploads } = command(data, 'data');
    return { kind: 'command', name: type, args: args ?? {}, uploads: uploads ?? {} };
  }
  const { type, data: detail = {} } = platform(data, 'data');
  switch (type) {
    case 'ping':
      return { kind: 'ping' };
    case 'requestSchema':
      return { kind: 'requestSchema' };
    case 'requestCapabilities':
      return { kind: 'requestCapabilities' };
    case 'fileUploaded':
      return { kind: 'fileUploaded', file: read(uploadReference, detail) };
    case 'requestClip':
      return { kind: 'requestClip', durationSeconds: read(clip, detail).duration_seconds ?? 0 };
    case 'requestRecording':
      return { kind: 'requestRecording' };
    case 'subscribe':
      return { kind: 'subscribe', topics: read(subscribe, detail).topics };
    default:
      return { kind: 'unknown', what: type };
  }
}

function decodeControl(message: Record<string, unknown>): ClientMessage {
  if (message['scope'] !== undefined) {
    throw new WireError('wrong_channel', 'commands and runtime messages go on the data channel', 'scope');
  }
  const { type, method, event, request_id, data } = control(message, '');
  if (type === 'request') return decodeRequest(method, request_id, data);
  switch (event) {
    case 'resume_track':
      return { kind: 'resumeTrack', name: read(track, data).name };
    case 'pause_track':
      return { kind: 'pauseTrack', name: read(track, data).name };
    case 'unpublish_track':
      return { kind: 'unpublishTrack', name: read(track, data).name };
    case undefined:
      throw new WireError('bad_message', 'a notification must have an event', 'event');
    default:
      return { kind: 'unknown', what: event };
  }
}

/** An error of a request carries its id: the sender waits for an answer. */
function decodeRequest(
  method: string | undefined,
  id: string | undefined,
  data: Record<string, unknown>,
): ClientMessage {
  if (method !== 'publish_track') {
    throw new WireError('unknown_message', `there is no request '${method ?? ''}'`, 'method');
  }
  try {
    return { kind: 'publishTrack', requestId: id ?? '', name: read(track, data).name };
  } catch (error) {
    throw error instanceof WireError ? error.about(id) : error;
  }
}

function read<T>(shape: Shape<T>, detail: Record<string, unknown>): T {
  return shape(detail, 'data');
}

function runtime(type: string, data: unknown): EncodedFrame {
  return { channel: 'data', frame: toJsonText({ scope: 'runtime', data: { type, data } }) };
}

function response(request_id: string, rest: Record<string, unknown>): EncodedFrame {
  return {
    channel: 'control',
    frame: toJsonText({ type: 'response', method: 'publish_track', request_id, ...rest }),
  };
}

function encode(message: ServerMessage): EncodedFrame | undefined {
  switch (message.kind) {
    case 'modelMessage':
      return {
        channel: 'data',
        frame: toJsonText({ scope: 'application', data: { type: message.type, data: message.data } }),
      };
    // This version correlates requests on the control channel only: elsewhere no sender waits for an error.
    case 'ack':
      return undefined;
    case 'error':
      return message.channel === 'control' && message.requestId !== undefined
        ? response(message.requestId, { error: { code: message.code, message: message.message } })
        : undefined;
    case 'modelSchema':
      return runtime('modelSchema', message.openapi);
    case 'modelCapabilities':
      return runtime('modelCapabilities', { commands: capabilitiesOf(message.openapi) });
    case 'clipReady':
      return runtime('clipReady', message.clip);
    case 'clipFailed':
      return runtime('clipFailed', { reason: message.reason });
    case 'moderation':
      return runtime('moderation', {
        action: message.action,
        input_kind: message.inputKind,
        command: message.command,
        categories: message.categories,
        message: message.message,
      });
    case 'sessionEnded':
      return runtime('sessionEnded', { reason: message.reason });
    case 'inputs': {
      const { kind: _, ...values } = message;
      return runtime('inputs', values);
    }
    case 'viewers':
      return runtime('viewers', { count: message.count });
    case 'notice': {
      const { kind: _, ...notice } = message;
      return runtime('notice', notice);
    }
    case 'frame': {
      const { kind: _, ...frame } = message;
      return runtime('frame', frame);
    }
    case 'metadata': {
      const { kind: _, ...metadata } = message;
      return runtime('metadata', metadata);
    }
    // Topics of a socket.
    case 'seats':
    case 'time_limit':
      return undefined;
    case 'connectionEnded':
      return runtime('connectionEnded', { code: message.code, message: message.message });
    case 'publishGranted':
      return response(message.requestId, { data: {} });
    case 'publishRefused':
      return response(message.requestId, { error: { code: message.code, message: message.message } });
  }
}
