import { describe, expect, it } from '@jest/globals';
import { fromBinary } from '@bufbuild/protobuf';
import type { ClientMessage } from './client-message.js';
import { ControlServerMessageSchema, DataServerMessageSchema } from './generated/reactor_wire/v1/reactor_wire_pb.js';
import { protobufV1Codec } from './protobuf-v1.codec.js';
import type { ServerMessage } from './server-message.js';
import type { Channel } from './wire-codec.js';
import { WireError } from '../wire-error.js';

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

/** What was written down of frames that the published clients send. */
const FROM_CLIENTS: [string, Channel, string, ClientMessage][] = [
  ['a ping', 'control', '10035200', { kind: 'ping' }],
  ['resume', 'control', '10038a010c0a0a6d61696e5f766964656f', { kind: 'resumeTrack', name: 'main_video' }],
  ['pause', 'control', '100382010c0a0a6d61696e5f766964656f', { kind: 'pauseTrack', name: 'main_video' }],
  [
    'publish',
    'control',
    '0a066374726c5f3110017a080a0677656263616d',
    { kind: 'publishTrack', requestId: 'ctrl_1', name: 'webcam' },
  ],
  ['unpublish', 'control', '10039201080a0677656263616d', { kind: 'unpublishTrack', name: 'webcam' }],
  ['a schema request', 'control', '0a066374726c5f3210015a00', { kind: 'requestSchema', requestId: 'ctrl_2' }],
  [
    'a clip request',
    'control',
    '0a066374726c5f3310016a09090000000000001440',
    { kind: 'requestClip', requestId: 'ctrl_3', durationSeconds: 5 },
  ],
  ['a recording request', 'control', '0a066374726c5f3410017200', { kind: 'requestRecording', requestId: 'ctrl_4' }],
  [
    'an upload notice',
    'control',
    '100362180a0275311205612e706e671a09696d6167652f706e67200a',
    { kind: 'fileUploaded', file: { upload_id: 'u1', name: 'a.png', mime_type: 'image/png', size: 10 } },
  ],
  [
    'a command',
    'data',
    '0a06646174615f31100152350a0a7365745f70726f6d707412270a0e0a0670726f6d707412041a0268690a150a08737472656e677468120911000000000000e03f',
    { kind: 'command', requestId: 'data_1', name: 'set_prompt', args: { prompt: 'hi', strength: 0.5 }, uploads: {} },
  ],
  [
    'a command with a file',
    'data',
    '0a06646174615f32100152300a097365745f696d61676512001a210a05696d61676512180a0275311205612e706e671a09696d6167652f706e67200a',
    {
      kind: 'command',
      requestId: 'data_2',
      name: 'set_image',
      args: {},
      uploads: { image: { upload_id: 'u1', name: 'a.png', mime_type: 'image/png', size: 10 } },
    },
  ],
];

const FROM_SERVER: [string, Channel, string, ServerMessage][] = [
  [
    'a reply',
    'data',
    '0a06646174615f311002521d0a05737461746512140a120a056672616d651209110000000000001c40',
    { kind: 'modelMessage', requestId: 'data_1', type: 'state', data: { frame: 7 } },
  ],
  ['an acknowledgement without a payload', 'data', '0a06646174615f311002', { kind: 'ack', requestId: 'data_1' }],
  [
    'a refusal',
    'data',
    '0a06646174615f311002c202150a0f696e76616c69645f636f6d6d616e6412026e6f',
    { kind: 'error', requestId: 'data_1', code: 'invalid_command', message: 'no' },
  ],
  [
    'a broadcast',
    'data',
    '100352180a047469636b12100a0e0a016e120911000000000000f03f',
    { kind: 'modelMessage', type: 'tick', data: { n: 1 } },
  ],
  ['publish granted', 'control', '0a066374726c5f3110027200', { kind: 'publishGranted', requestId: 'ctrl_1' }],
  [
    'publish refused',
    'control',
    '0a066374726c5f311002c2022a0a0f7075626c6973685f726566757365641217747261636b20616c7265616479207075626c6973686564',
    { kind: 'publishRefused', requestId: 'ctrl_1', code: 'publish_refused', message: 'track already published' },
  ],
  [
    'the schema',
    'control',
    '0a066374726c5f32100252160a140a120a076f70656e61706912071a05332e312e30',
    { kind: 'modelSchema', requestId: 'ctrl_2', openapi: { openapi: '3.1.0' } },
  ],
  [
    'a failed clip',
    'control',
    '0a066374726c5f33100262180a166e6f206d656469612067656e65726174656420796574',
    { kind: 'clipFailed', requestId: 'ctrl_3', reason: 'no media generated yet' },
  ],
  [
    'moderation',
    'control',
    '10036a380a097465726d696e6174652a2b53657373696f6e207465726d696e617465642064756520746f20706f6c6963792076696f6c6174696f6e2e',
    {
      kind: 'moderation',
      action: 'terminate',
      inputKind: '',
      command: '',
      categories: [],
      message: 'Session terminated due to policy violation.',
    },
  ],
  ['the session’s end', 'control', '10037a050a03627965', { kind: 'sessionEnded', reason: 'bye' }],
  [
    'the connection’s end',
    'control',
    '1003c2021a0a13636f6e6e656374696f6e5f7265706c616365641203627965',
    { kind: 'connectionEnded', code: 'connection_replaced', message: 'bye' },
  ],
];

function refusalOf(frame: string | Uint8Array, channel: Channel): WireError {
  try {
    protobufV1Codec.decode(frame, channel);
  } catch (error) {
    if (error instanceof WireError) return error;
    throw error;
  }
  throw new Error('the frame was taken');
}

describe('protobufV1Codec', () => {
  it.each(FROM_CLIENTS)('reads %s on %s', (_what, channel, hex, message) => {
    expect(protobufV1Codec.decode(bytes(hex), channel)).toEqual(message);
  });

  it.each(FROM_SERVER)('writes %s on %s', (_what, channel, hex, message) => {
    const encoded = protobufV1Codec.encode(message);
    expect(encoded?.channel).toBe(channel);
    expect(Buffer.from(encoded?.frame as Uint8Array).toString('hex')).toBe(hex);
  });

  it('writes a clip that is ready on control, by the request’s id', () => {
    const encoded = protobufV1Codec.encode({
      kind: 'clipReady',
      requestId: 'c',
      clip: {
        session_id: 's',
        kind: 'snap',
        start_marker: 1,
        end_marker: 2,
        now_marker: 3,
        predicted_ready_at_ms: 300,
        playlist_url: '/p',
      },
    });
    expect(encoded?.channel).toBe('control');
    expect(Buffer.from(encoded?.frame as Uint8Array).toString('hex')).toBe(
      '0a016310025a2b0a01731204736e617019000000000000f03f21000000000000004029000000000000084030ac023a022f70',
    );
  });

  it('withholds the older generations’ list of commands', () => {
    expect(protobufV1Codec.encode({ kind: 'modelCapabilities', openapi: {} })).toBeUndefined();
  });

  it('answers a refused control message on control', () => {
    const encoded = protobufV1Codec.encode({ kind: 'error', code: 'c', message: 'm', channel: 'control' });
    expect(encoded?.channel).toBe('control');
    expect(Buffer.from(encoded?.frame as Uint8Array).toString('hex')).toBe('1003c202060a016312016d');
  });

  it.each([
    ['a command without a type where a ping landed', 'data', '10035200', 'wrong_channel', undefined],
    ['publish on data', 'data', '0a066374726c5f3110017a080a0677656263616d', 'wrong_channel', 'ctrl_1'],
    [
      'a command on control',
      'control',
      '0a06646174615f31100152350a0a7365745f70726f6d707412270a0e0a0670726f6d707412041a0268690a150a08737472656e677468120911000000000000e03f',
      'wrong_channel',
      'data_1',
    ],
    ['a payload that is not known yet', 'control', '0a01611001a20600', 'unknown_message', 'a'],
    ['nothing', 'data', '', 'unknown_message', undefined],
    ['a frame that ends too early', 'data', '0a06646174615f3110015235', 'bad_message', 'data_1'],
    ['bytes that are no message', 'data', 'ffffffff', 'bad_message', undefined],
    ['a track without a name', 'control', '0a066374726c5f3110017a00', 'bad_message', 'ctrl_1'],
    ['a clip of NaN seconds', 'control', '0a01631001 6a09 09 000000000000f87f'.replaceAll(' ', ''), 'bad_message', 'c'],
    [
      'an argument that is not finite',
      'data',
      '0a0164100152150a0178 1210 0a0e 0a016e 1209 11 000000000000f07f'.replaceAll(' ', ''),
      'bad_message',
      'd',
    ],
  ] as [string, Channel, string, string, string | undefined][])(
    'refuses %s (%s)',
    (_what, channel, hex, code, requestId) => {
      const refusal = refusalOf(bytes(hex), channel);
      expect([refusal.code, refusal.requestId]).toEqual([code, requestId]);
    },
  );

  it.each([
    ['its statistics', 'control', '10039a01020800', 'payload 19'],
    ['its statistics, without a kind', 'control', '9a0100', 'payload 19'],
    ['a payload of the data channel', 'data', '1001a20600', 'payload 100'],
  ] as [string, Channel, string, string][])(
    'leaves what a newer client says alone where nobody waits for an answer: %s',
    (_what, channel, hex, what) => {
      expect(protobufV1Codec.decode(bytes(hex), channel)).toEqual({ kind: 'unknown', what });
    },
  );

  it('refuses text', () => {
    expect(refusalOf('{"scope":"runtime","data":{"type":"ping"}}', 'data').code).toBe('bad_message');
  });

  it('takes an error of the client’s as one, and does not refuse it', () => {
    expect(protobufV1Codec.decode(bytes('1003c202060a016312016d'), 'control')).toEqual({
      kind: 'clientError',
      code: 'c',
      message: 'm',
    });
  });

  it('tells every generation the same of values that JSON rewrites', () => {
    const when = new Date(0);
    const encoded = protobufV1Codec.encode({
      kind: 'modelMessage',
      type: 't',
      data: { when, none: undefined, nothing: null, list: [1, [true]] },
    });
    const message = fromBinary(DataServerMessageSchema, encoded?.frame as Uint8Array);
    expect(message.payload).toMatchObject({
      case: 'message',
      value: { data: { when: '1970-01-01T00:00:00.000Z', nothing: null, list: [1, [true]] } },
    });
  });

  it('writes the record of a frame, whether or not the model reported its turn', () => {
    const record = { kind: 'frame', track: 'main_video', frame: 9, turn: 8, rtp_timestamp: 4_294_967_295 } as const;
    const stages = { convert_ms: 0.6, wait_ms: 3, encode_ms: 6.4, send_ms: 0 };
    const payloadOf = (message: ServerMessage) => {
      const encoded = protobufV1Codec.encode(message);
      expect(encoded?.channel).toBe('control');
      return fromBinary(ControlServerMessageSchema, encoded?.frame as Uint8Array).payload;
    };
    const commands = [{ request_id: 'c1', server_ms: 21.9 }];
    expect(payloadOf({ ...record, stages: { turn_ms: 0, ...stages }, commands })).toMatchObject({
      case: 'frame',
      value: {
        track: 'main_video',
        frame: 9n,
        turn: 8n,
        rtpTimestamp: 4_294_967_295,
        turnMs: 0,
        convertMs: 0.6,
        waitMs: 3,
        encodeMs: 6.4,
        sendMs: 0,
        commands: [{ requestId: 'c1', serverMs: 21.9 }],
      },
    });
    const bare = payloadOf({ ...record, stages });
    expect(bare.case === 'frame' && [bare.value.turnMs, bare.value.commands]).toEqual([undefined, []]);
  });

  it('writes the metadata of a frame, an object or bytes', () => {
    const record = { kind: 'metadata', track: 'main_video', frame: 9, turn: 8, rtp_timestamp: 7 } as const;
    const valueOf = (message: ServerMessage) =>
      fromBinary(ControlServerMessageSchema, protobufV1Codec.encode(message)?.frame as Uint8Array).payload.value;
    expect(valueOf({ ...record, data: { chunk: [1] } })).toMatchObject({ frame: 9n, data: { chunk: [1] } });
    expect(valueOf({ ...record, bytes: 'AP8=' })).toMatchObject({ rtpTimestamp: 7, bytes: Uint8Array.of(0, 255) });
  });

  it.each([
    ['NaN', { n: Number.NaN }],
    ['a bigint', { n: 1n }],
  ])('refuses to write %s', (_what, data) => {
    expect(() => protobufV1Codec.encode({ kind: 'modelMessage', type: 't', data })).toThrow(
      expect.objectContaining({ code: 'unencodable' }),
    );
  });
});
