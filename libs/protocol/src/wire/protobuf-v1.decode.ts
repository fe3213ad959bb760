import { fromBinary, type JsonObject, type Message } from '@bufbuild/protobuf';
import { WireType } from '@bufbuild/protobuf/wire';
import { checkJson } from '../json.js';
import type { UploadReference } from '../upload-reference.js';
import { uploadReference } from '../upload-reference.js';
import { WireError } from '../wire-error.js';
import type { ClientMessage } from './client-message.js';
import {
  type Command,
  ControlClientMessageSchema,
  DataClientMessageSchema,
  type Error as PeerError,
  type UploadReference as WireUpload,
} from './generated/reactor_wire/v1/reactor_wire_pb.js';
import { clip, command, requestId, subscribe, track } from './message-shapes.js';
import type { Channel } from './wire-codec.js';

/** Field numbers of payloads that only the control channel has. */
const CONTROL_ONLY = { first: 11, last: 18 } as const;

/** Of a command's name in it; a ping has no fields. */
const COMMAND_TYPE = 1;

/** Throws `WireError`, or the library's own error for bytes that are not a message. */
export function decodeV1(frame: Uint8Array, channel: Channel): ClientMessage {
  return channel === 'control' ? decodeControl(frame) : decodeData(frame);
}

function decodeData(frame: Uint8Array): ClientMessage {
  const message = fromBinary(DataClientMessageSchema, frame);
  const { payload } = message;
  switch (payload.case) {
    case 'command':
      return decodeCommand(payload.value, idOf(message));
    case 'error':
      return decodeError(payload.value);
    case undefined:
      if (message.$unknown?.some(({ no }) => no >= CONTROL_ONLY.first && no <= CONTROL_ONLY.last)) {
        throw new WireError('wrong_channel', 'platform messages and track verbs go on the control channel');
      }
      return unknownPayload(message);
  }
}

function decodeCommand(given: Command, id: string | undefined): ClientMessage {
  const uploads = Object.entries(given.uploads);
  if (given.type === '' && given.data === undefined && uploads.length === 0) {
    // A ping has the number that a command has here.
    throw new WireError('wrong_channel', 'a command needs a type; pings go on the control channel', 'command.type');
  }
  const shaped = command(
    { type: given.type, uploads: Object.fromEntries(uploads.map(([name, file]) => [name, toReference(file)])) },
    'command',
  );
  const args: JsonObject = given.data ?? {};
  checkJson(args);
  return {
    kind: 'command',
    name: shaped.type,
    args,
    uploads: shaped.uploads ?? {},
    ...(id === undefined ? {} : { requestId: id }),
  };
}

function decodeControl(frame: Uint8Array): ClientMessage {
  const message = fromBinary(ControlClientMessageSchema, frame);
  const { payload } = message;
  const id = idOf(message);
  const withId = id === undefined ? {} : { requestId: id };
  switch (payload.case) {
    case 'ping':
      if (carriesText(payload.value)) throw new WireError('wrong_channel', 'commands go on the data channel');
      return { kind: 'ping' };
    case 'requestSchema':
      return { kind: 'requestSchema', ...withId };
    case 'fileUploaded':
      return { kind: 'fileUploaded', file: uploadReference(toReference(payload.value), 'file_uploaded') };
    case 'requestClip':
      return { kind: 'requestClip', ...withId, durationSeconds: durationOf(payload.value.durationSeconds) };
    case 'requestRecording':
      return { kind: 'requestRecording', ...withId };
    case 'publishTrack':
      return { kind: 'publishTrack', requestId: id ?? '', name: nameOf(payload.value, 'publish_track') };
    case 'pauseTrack':
      return { kind: 'pauseTrack', name: nameOf(payload.value, 'pause_track') };
    case 'resumeTrack':
      return { kind: 'resumeTrack', name: nameOf(payload.value, 'resume_track') };
    case 'unpublishTrack':
      return { kind: 'unpublishTrack', name: nameOf(payload.value, 'unpublish_track') };
    case 'subscribe':
      return { kind: 'subscribe', topics: subscribe({ topics: payload.value.topics }, 'subscribe').topics };
    case 'error':
      return decodeError(payload.value);
    case undefined:
      return unknownPayload(message);
  }
}

/**
 * From a newer client: ignored where it waits for no answer, as with the statistics that it sends every few seconds.
 * Throws `unknown_message` where it does, and where there is no payload.
 */
function unknownPayload(message: Message & { readonly requestId: string }): ClientMessage {
  const field = message.$unknown?.find(({ wireType }) => wireType === WireType.LengthDelimited);
  if (field !== undefined && message.requestId === '') return { kind: 'unknown', what: `payload ${field.no}` };
  throw new WireError('unknown_message', 'the message has no payload that this channel of this server knows');
}

function idOf(message: { readonly requestId: string }): string | undefined {
  return requestId(message.requestId, 'request_id') || undefined;
}

function nameOf(payload: { readonly name: string }, path: string): string {
  return track({ name: payload.name }, path).name;
}

function durationOf(seconds: number): number {
  return clip({ duration_seconds: seconds }, 'request_clip').duration_seconds ?? 0;
}

function decodeError({ code, message }: PeerError): ClientMessage {
  return { kind: 'clientError', code: code.slice(0, 64), message: message.slice(0, 1024) };
}

function toReference(file: Pick<WireUpload, 'uploadId' | 'name' | 'mimeType' | 'size'>): UploadReference {
  return { upload_id: file.uploadId, name: file.name, mime_type: file.mimeType, size: Number(file.size) };
}

function carriesText(payload: Message): boolean {
  return (
    payload.$unknown?.some(({ no, wireType }) => no === COMMAND_TYPE && wireType === WireType.LengthDelimited) ?? false
  );
}
