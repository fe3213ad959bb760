import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import {
  type Channel,
  chooseCodec,
  codecOf,
  parseSignalingMessage,
  requestIdOf,
  requestIdOfV1,
  WireError,
  type WireVersion,
} from '@nestjs-reactor/protocol';
import * as fc from 'fast-check';
import {
  ControlClientMessageSchema,
  DataClientMessageSchema,
  DataServerMessageSchema,
  MessageKind,
} from '../../libs/protocol/src/wire/generated/reactor_wire/v1/reactor_wire_pb.js';
import { budget, LIMIT_MS } from './support/budget.js';
import { json, mutated, roughly } from './support/mutations.js';

const VERSIONS: WireVersion[] = ['flat', 'v0', 'v1'];
const channel = fc.constantFrom<Channel>('data', 'control');
const version = fc.constantFrom(...VERSIONS);

const FRAMES = [
  '10035200',
  '0a066374726c5f3110017a080a0677656263616d',
  '0a066374726c5f3310016a09090000000000001440',
  '100362180a0275311205612e706e671a09696d6167652f706e67200a',
  '0a06646174615f31100152350a0a7365745f70726f6d707412270a0e0a0670726f6d707412041a0268690a150a08737472656e677468120911000000000000e03f',
  '0a06646174615f32100152300a097365745f696d61676512001a210a05696d61676512180a0275311205612e706e671a09696d6167652f706e67200a',
].map((hex) => new Uint8Array(Buffer.from(hex, 'hex')));

/** Frames that are nearly what older clients send. */
const textFrame = fc
  .oneof(
    roughly({
      scope: fc.constantFrom('application', 'runtime'),
      data: roughly({
        type: fc.constantFrom('say', 'ping', 'requestSchema', 'requestClip', 'fileUploaded', '__proto__'),
        data: json,
        uploads: fc.dictionary(fc.string(), roughly({ upload_id: fc.string(), name: fc.string(), size: fc.nat() })),
      }),
    }),
    roughly({
      type: fc.constantFrom('request', 'notification', 'say', 'requestCapabilities'),
      method: fc.constantFrom('publish_track', 'x'),
      event: fc.constantFrom('resume_track', 'pause_track', 'unpublish_track'),
      request_id: fc.string(),
      data: roughly({ name: fc.string() }),
    }),
    json,
  )
  .map((value) => JSON.stringify(value));

const anyFrame = fc.oneof(
  fc.string({ unit: 'binary' }),
  textFrame,
  fc.uint8Array({ maxLength: 200 }),
  mutated(FRAMES),
  textFrame.map((text) => new Uint8Array(Buffer.from(text))),
);

/** Runs what may refuse; anything but a coded refusal is this test's failure. */
function refusable<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

describe('decoding', () => {
  it(
    'makes any frame a message or a coded refusal',
    () => {
      fc.assert(
        fc.property(anyFrame, channel, version, (frame, on, form) => {
          const message = refusable(() => codecOf(form).decode(frame, on));
          if (message !== undefined) expect(typeof message.kind).toBe('string');
        }),
        budget(4),
      );
    },
    LIMIT_MS,
  );

  it(
    'chooses a codec for any first frame, and protobuf for whatever protobuf wrote',
    () => {
      fc.assert(
        fc.property(anyFrame, version, (frame, assumed) => {
          expect(VERSIONS).toContain(chooseCodec(frame, assumed).version);
        }),
        budget(),
      );
      fc.assert(
        fc.property(fc.string({ maxLength: 200 }), fc.string({ minLength: 1 }), version, (requestId, type, assumed) => {
          const frame = toBinary(
            DataClientMessageSchema,
            create(DataClientMessageSchema, {
              requestId,
              kind: MessageKind.REQUEST,
              payload: { case: 'command', value: { type } },
            }),
          );
          expect(chooseCodec(frame, assumed).version).toBe('v1');
        }),
        budget(),
      );
    },
    LIMIT_MS,
  );

  it(
    'finds the request of a broken frame, or none',
    () => {
      fc.assert(
        fc.property(mutated(FRAMES), (frame) => {
          expect(['string', 'undefined']).toContain(typeof requestIdOfV1(frame));
        }),
        budget(),
      );
    },
    LIMIT_MS,
  );

  it(
    'reads any text of the signalling socket, or refuses it with a code',
    () => {
      const text = roughly({
        type: fc.constantFrom(
          'join',
          'offer',
          'candidate',
          'command',
          'resume',
          'publish',
          'schema',
          'leave',
          'toString',
        ),
        request_id: fc.string(),
        candidate: json,
        name: fc.string(),
        args: json,
        track: fc.string(),
      }).map((value) => JSON.stringify(value));
      fc.assert(
        fc.property(fc.oneof(text, fc.string(), textFrame), (frame) => {
          refusable(() => parseSignalingMessage(frame));
          expect(['string', 'undefined']).toContain(typeof requestIdOf(frame));
        }),
        budget(2),
      );
    },
    LIMIT_MS,
  );
});

const name = fc.string({ minLength: 1, maxLength: 128 });
const id = fc.string({ minLength: 1, maxLength: 128 });
const args = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 });
const upload = fc.record({
  upload_id: fc.string({ minLength: 1, maxLength: 128 }),
  name: fc.string({ maxLength: 100 }),
  mime_type: fc.string({ maxLength: 100 }),
  size: fc.maxSafeNat(),
});

/** As JSON has it: `-0` is 0 there. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe('what a client wrote', () => {
  it(
    'is what a text codec reads',
    () => {
      fc.assert(
        fc.property(name, args, fc.dictionary(name, upload, { maxKeys: 3 }), (type, data, uploads) => {
          const frame = JSON.stringify({ scope: 'application', data: { type, data, uploads } });
          const message = { kind: 'command', name: type, args: asJson(data), uploads };
          expect(codecOf('v0').decode(frame, 'data')).toEqual(message);
          expect(codecOf('v0').decode(Buffer.from(frame), 'data')).toEqual(message);
        }),
        budget(),
      );
    },
    LIMIT_MS,
  );

  it(
    'is what the protobuf codec reads',
    () => {
      fc.assert(
        fc.property(id, name, args, fc.dictionary(name, upload, { maxKeys: 3 }), (requestId, type, data, uploads) => {
          const frame = toBinary(
            DataClientMessageSchema,
            create(DataClientMessageSchema, {
              requestId,
              kind: MessageKind.REQUEST,
              payload: {
                case: 'command',
                value: {
                  type,
                  data: data as never,
                  uploads: Object.fromEntries(
                    Object.entries(uploads).map(([key, file]) => [
                      key,
                      { uploadId: file.upload_id, name: file.name, mimeType: file.mime_type, size: BigInt(file.size) },
                    ]),
                  ),
                },
              },
            }),
          );
          expect(asJson(codecOf('v1').decode(frame, 'data'))).toEqual(
            asJson({ kind: 'command', requestId, name: type, args: data, uploads }),
          );
        }),
        budget(),
      );
    },
    LIMIT_MS,
  );

  it(
    'is what the protobuf codec reads of a track verb',
    () => {
      fc.assert(
        fc.property(
          fc.constantFrom('publishTrack', 'unpublishTrack', 'resumeTrack', 'pauseTrack'),
          name,
          id,
          (verb, track, requestId) => {
            const message = create(ControlClientMessageSchema, {
              requestId,
              payload: { case: verb, value: { name: track } },
            });
            expect(codecOf('v1').decode(toBinary(ControlClientMessageSchema, message), 'control')).toEqual({
              kind: verb,
              name: track,
              ...(verb === 'publishTrack' ? { requestId } : {}),
            });
          },
        ),
        budget(),
      );
    },
    LIMIT_MS,
  );
});

describe('what the server wrote', () => {
  it(
    'says the same in every form',
    () => {
      fc.assert(
        fc.property(fc.string(), args, fc.option(id, { nil: undefined }), (type, data, requestId) => {
          const message = { kind: 'modelMessage', type, data, requestId } as const;
          const v0 = JSON.parse(String(codecOf('v0').encode(message)?.frame)) as unknown;
          expect(v0).toEqual({ scope: 'application', data: { type, data: asJson(data) } });
          const flat = JSON.parse(String(codecOf('flat').encode(message)?.frame)) as unknown;
          expect(flat).toEqual({ type: 'application', data: { type, data: asJson(data) } });
          const v1 = fromBinary(DataServerMessageSchema, codecOf('v1').encode(message)?.frame as Uint8Array);
          expect(v1.requestId).toBe(requestId ?? '');
          expect(asJson(v1.payload.value)).toMatchObject({ type, data: asJson(data) as object });
        }),
        budget(),
      );
    },
    LIMIT_MS,
  );

  it(
    'is refused with a code where it has no form',
    () => {
      fc.assert(
        fc.property(
          fc.dictionary(fc.string(), fc.anything({ withBigInt: true, withDate: true, withMap: true })),
          version,
          (data, form) => {
            refusable(() => codecOf(form).encode({ kind: 'modelMessage', type: 't', data }));
          },
        ),
        budget(),
      );
    },
    LIMIT_MS,
  );
});
