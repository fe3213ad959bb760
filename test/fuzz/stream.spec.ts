import { expect, it } from '@jest/globals';
import {
  encodeStreamFeedback,
  encodeStreamFrame,
  parseStreamFeedback,
  parseStreamFrame,
  WireError,
} from '@nestjs-reactor/protocol';
import * as fc from 'fast-check';
import { budget, LIMIT_MS } from './support/budget.js';

const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const uint8 = fc.integer({ min: 0, max: 255 });

it(
  'every frame of a media socket is read as it was written',
  () => {
    const frame = fc.record({
      track: uint8,
      keyframe: fc.boolean(),
      sequence: uint32,
      rtpTimestamp: uint32,
      data: fc.uint8Array({ minLength: 1, maxLength: 2_000 }),
    });
    fc.assert(
      fc.property(frame, (written) => {
        const read = parseStreamFrame(encodeStreamFrame(written).buffer);
        expect({ ...read, data: Buffer.from(read.data) }).toEqual({ ...written, data: Buffer.from(written.data) });
      }),
      budget(),
    );
  },
  LIMIT_MS,
);

it(
  'any bytes on a media socket are feedback that is written the same, or a coded error',
  () => {
    const nearly = fc.tuple(fc.integer({ min: 0, max: 3 }), uint8, fc.uint8Array({ minLength: 4, maxLength: 4 }));
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      nearly.map(([kind, track, rest]) => Uint8Array.of(kind, track, ...rest)),
    );
    fc.assert(
      fc.property(bytes, (message) => {
        try {
          expect(Buffer.from(encodeStreamFeedback(parseStreamFeedback(message)))).toEqual(Buffer.from(message));
        } catch (error) {
          if (!(error instanceof WireError)) throw error;
          expect(error.code).toBe('bad_message');
        }
      }),
      budget(),
    );
  },
  LIMIT_MS,
);

it(
  'any bytes from a server are a frame or a coded error',
  () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (message) => {
        try {
          expect(parseStreamFrame(Uint8Array.from(message).buffer).data.length).toBe(message.length - 10);
        } catch (error) {
          if (!(error instanceof WireError)) throw error;
          expect(message.length).toBeLessThan(11);
        }
      }),
      budget(),
    );
  },
  LIMIT_MS,
);
