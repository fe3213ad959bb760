import { describe, expect, it } from '@jest/globals';
import { WireError } from '../wire-error.js';
import type { ClientMessage } from './client-message.js';
import { jsonV0Codec } from './json-v0.codec.js';
import type { ServerMessage } from './server-message.js';
import type { Channel } from './wire-codec.js';

const FILE = { upload_id: 'u1', name: 'a.png', mime_type: 'image/png', size: 3 };
const FILE_JSON = '{"upload_id":"u1","name":"a.png","mime_type":"image/png","size":3}';

const FROM_CLIENTS: [string, Channel, string, ClientMessage][] = [
  ['a ping', 'data', '{"scope":"runtime","data":{"type":"ping","data":{}}}', { kind: 'ping' }],
  ['a ping without data', 'data', '{"scope":"runtime","data":{"type":"ping"}}', { kind: 'ping' }],
  [
    'a command',
    'data',
    '{"scope":"application","data":{"type":"set_effect","data":{"effect":"a","n":0.5}}}',
    { kind: 'command', name: 'set_effect', args: { effect: 'a', n: 0.5 }, uploads: {} },
  ],
  [
    'a command without arguments',
    'data',
    '{"scope":"application","data":{"type":"reset"}}',
    { kind: 'command', name: 'reset', args: {}, uploads: {} },
  ],
  [
    'a command whose arguments are for the contract to refuse',
    'data',
    '{"scope":"application","data":{"type":"reset","data":[1]}}',
    { kind: 'command', name: 'reset', args: [1], uploads: {} },
  ],
  [
    'a command with a file',
    'data',
    `{"scope":"application","data":{"type":"set_image","data":{"strength":1},"uploads":{"image":${FILE_JSON}}}}`,
    { kind: 'command', name: 'set_image', args: { strength: 1 }, uploads: { image: FILE } },
  ],
  [
    'a schema request',
    'data',
    '{"scope":"runtime","data":{"type":"requestSchema","data":{}}}',
    { kind: 'requestSchema' },
  ],
  [
    'a request for the commands',
    'data',
    '{"scope":"runtime","data":{"type":"requestCapabilities","data":{}}}',
    { kind: 'requestCapabilities' },
  ],
  [
    'an upload notice',
    'data',
    `{"scope":"runtime","data":{"type":"fileUploaded","data":${FILE_JSON}}}`,
    { kind: 'fileUploaded', file: FILE },
  ],
  [
    'a clip request',
    'data',
    '{"scope":"runtime","data":{"type":"requestClip","data":{"duration_seconds":4}}}',
    { kind: 'requestClip', durationSeconds: 4 },
  ],
  [
    'a clip request without a length',
    'data',
    '{"scope":"runtime","data":{"type":"requestClip"}}',
    { kind: 'requestClip', durationSeconds: 0 },
  ],
  [
    'a recording request',
    'data',
    '{"scope":"runtime","data":{"type":"requestRecording","data":{}}}',
    { kind: 'requestRecording' },
  ],
  [
    'publish',
    'control',
    '{"type":"request","method":"publish_track","request_id":"ctrl_1","data":{"name":"webcam"}}',
    { kind: 'publishTrack', requestId: 'ctrl_1', name: 'webcam' },
  ],
  [
    'unpublish',
    'control',
    '{"type":"notification","event":"unpublish_track","data":{"name":"webcam"}}',
    { kind: 'unpublishTrack', name: 'webcam' },
  ],
  [
    'resume',
    'control',
    '{"type":"notification","event":"resume_track","data":{"name":"main_video"}}',
    { kind: 'resumeTrack', name: 'main_video' },
  ],
  [
    'pause',
    'control',
    '{"type":"notification","event":"pause_track","data":{"name":"main_video"}}',
    { kind: 'pauseTrack', name: 'main_video' },
  ],
];

const FROM_SERVER: [string, Channel, string, ServerMessage][] = [
  [
    'a message of the model',
    'data',
    '{"scope":"application","data":{"type":"brightness_set","data":{"value":0.5}}}',
    { kind: 'modelMessage', type: 'brightness_set', data: { value: 0.5 } },
  ],
  [
    'a reply, which has no id here',
    'data',
    '{"scope":"application","data":{"type":"told","data":{}}}',
    { kind: 'modelMessage', requestId: 'r', type: 'told', data: {} },
  ],
  [
    'the schema',
    'data',
    '{"scope":"runtime","data":{"type":"modelSchema","data":{"openapi":"3.1.0"}}}',
    { kind: 'modelSchema', openapi: { openapi: '3.1.0' } },
  ],
  [
    'the commands',
    'data',
    '{"scope":"runtime","data":{"type":"modelCapabilities","data":{"commands":[]}}}',
    { kind: 'modelCapabilities', openapi: {} },
  ],
  [
    'a clip',
    'data',
    '{"scope":"runtime","data":{"type":"clipReady","data":{"session_id":"s","kind":"snap","start_marker":0,"end_marker":4,"now_marker":4.5,"predicted_ready_at_ms":5,"playlist_url":"/clips"}}}',
    {
      kind: 'clipReady',
      clip: {
        session_id: 's',
        kind: 'snap',
        start_marker: 0,
        end_marker: 4,
        now_marker: 4.5,
        predicted_ready_at_ms: 5,
        playlist_url: '/clips',
      },
    },
  ],
  [
    'a failed clip',
    'data',
    '{"scope":"runtime","data":{"type":"clipFailed","data":{"reason":"recorder disabled"}}}',
    { kind: 'clipFailed', reason: 'recorder disabled' },
  ],
  [
    'moderation',
    'data',
    '{"scope":"runtime","data":{"type":"moderation","data":{"action":"warn","input_kind":"text","command":"set_prompt","categories":["a"],"message":"m"}}}',
    { kind: 'moderation', action: 'warn', inputKind: 'text', command: 'set_prompt', categories: ['a'], message: 'm' },
  ],
  [
    'the session’s end',
    'data',
    '{"scope":"runtime","data":{"type":"sessionEnded","data":{"reason":"bye"}}}',
    { kind: 'sessionEnded', reason: 'bye' },
  ],
  [
    'the connection’s end',
    'data',
    '{"scope":"runtime","data":{"type":"connectionEnded","data":{"code":"connection_replaced","message":"bye"}}}',
    { kind: 'connectionEnded', code: 'connection_replaced', message: 'bye' },
  ],
  [
    'publish granted',
    'control',
    '{"type":"response","method":"publish_track","request_id":"ctrl_1","data":{}}',
    { kind: 'publishGranted', requestId: 'ctrl_1' },
  ],
  [
    'publish refused',
    'control',
    '{"type":"response","method":"publish_track","request_id":"ctrl_1","error":{"code":"publish_refused","message":"no"}}',
    { kind: 'publishRefused', requestId: 'ctrl_1', code: 'publish_refused', message: 'no' },
  ],
  [
    'a control request that could not be read',
    'control',
    '{"type":"response","method":"publish_track","request_id":"ctrl_1","error":{"code":"bad_message","message":"no"}}',
    { kind: 'error', requestId: 'ctrl_1', code: 'bad_message', message: 'no', channel: 'control' },
  ],
];

function refusalOf(frame: string, channel: Channel): WireError {
  try {
    jsonV0Codec.decode(frame, channel);
  } catch (error) {
    if (error instanceof WireError) return error;
    throw error;
  }
  throw new Error('the frame was taken');
}

describe('jsonV0Codec', () => {
  it.each(FROM_CLIENTS)('reads %s on %s', (_what, channel, frame, message) => {
    expect(jsonV0Codec.decode(frame, channel)).toEqual(message);
  });

  it.each(FROM_SERVER)('writes %s on %s', (_what, channel, frame, message) => {
    expect(jsonV0Codec.encode(message)).toEqual({ channel, frame });
  });

  it.each([
    { kind: 'ack', requestId: 'r' },
    { kind: 'error', requestId: 'r', code: 'c', message: 'm' },
    { kind: 'error', code: 'c', message: 'm', channel: 'control' },
  ] as ServerMessage[])('withholds what nobody of this generation waits for: %j', (message) => {
    expect(jsonV0Codec.encode(message)).toBeUndefined();
  });

  it.each([
    ['data', '{"data":{}}', 'bad_message', 'scope'],
    ['data', '{"scope":"other","data":{}}', 'bad_message', 'scope'],
    ['data', '{"scope":"application"}', 'bad_message', 'data'],
    ['data', '{"scope":"application","data":{"data":{}}}', 'bad_message', 'data.type'],
    ['data', '{"scope":"application","data":{"type":""}}', 'bad_message', 'data.type'],
    ['data', `{"scope":"application","data":{"type":"${'x'.repeat(129)}"}}`, 'bad_message', 'data.type'],
    [
      'data',
      '{"scope":"application","data":{"type":"a","uploads":{"image":{"upload_id":"u"}}}}',
      'bad_message',
      'data.uploads.image.name',
    ],
    [
      'data',
      '{"scope":"runtime","data":{"type":"requestClip","data":{"duration_seconds":"4"}}}',
      'bad_message',
      'data.duration_seconds',
    ],
    ['data', '{"type":"request","method":"publish_track","data":{"name":"a"}}', 'wrong_channel', 'scope'],
    ['control', '{"scope":"runtime","data":{"type":"ping"}}', 'wrong_channel', 'scope'],
    ['control', '{"type":"request","method":"fly","data":{}}', 'unknown_message', 'method'],
    ['control', '{"type":"notification","data":{}}', 'bad_message', 'event'],
    ['control', '{"type":"notification","event":"resume_track","data":{}}', 'bad_message', 'data.name'],
    ['control', '{"type":"response","data":{}}', 'bad_message', 'type'],
  ] as [Channel, string, string, string][])('refuses on %s %s', (channel, frame, code, field) => {
    const refusal = refusalOf(frame, channel);
    expect([refusal.code, refusal.field, refusal.requestId]).toEqual([code, field, undefined]);
  });

  it.each([
    ['data', '{"scope":"runtime","data":{"type":"later"}}', 'later'],
    ['control', '{"type":"notification","event":"fly","data":{}}', 'fly'],
  ] as [Channel, string, string][])('leaves what a newer client says alone: %s %s', (channel, frame, what) => {
    expect(jsonV0Codec.decode(frame, channel)).toEqual({ kind: 'unknown', what });
  });

  it('refuses a request that somebody waits for by its id', () => {
    const frame = '{"type":"request","method":"publish_track","request_id":"ctrl_1","data":{}}';
    expect(refusalOf(frame, 'control')).toMatchObject({ code: 'bad_message', requestId: 'ctrl_1', field: 'data.name' });
  });

  it('writes the record of a frame as it is', () => {
    const record = {
      track: 'main_video',
      frame: 9,
      turn: 8,
      rtp_timestamp: 27_000,
      stages: { convert_ms: 0.6, wait_ms: 3, encode_ms: 6.4, send_ms: 0 },
    };
    const encoded = jsonV0Codec.encode({ kind: 'frame', ...record });
    expect(JSON.parse(encoded?.frame as string)).toEqual({ scope: 'runtime', data: { type: 'frame', data: record } });
  });

  it('writes the metadata of a frame as it is', () => {
    const record = { track: 'main_video', frame: 9, turn: 8, rtp_timestamp: 7, data: { chunk: 1 } };
    const encoded = jsonV0Codec.encode({ kind: 'metadata', ...record });
    expect(JSON.parse(encoded?.frame as string)).toEqual({
      scope: 'runtime',
      data: { type: 'metadata', data: record },
    });
  });
});
