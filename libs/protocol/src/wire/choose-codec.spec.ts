import { describe, expect, it } from '@jest/globals';
import { chooseCodec } from './choose-codec.js';
import type { WireVersion } from './wire-codec.js';

const PING = Buffer.from('10035200', 'hex');
const SCOPED = '{"scope":"runtime","data":{"type":"ping","data":{}}}';
const FLAT = '{"type":"requestCapabilities","data":{}}';

/** A protobuf command whose id has that many characters and begins with `start`. */
function frameWithId(length: number, start: string): Uint8Array {
  const id = start.padEnd(length, 'x');
  return Buffer.concat([Buffer.from([0x0a, length]), Buffer.from(id), Buffer.from('100152030a0178', 'hex')]);
}

describe('chooseCodec', () => {
  it.each([
    ['text', SCOPED, 'v0', 'v0'],
    ['text after a sign of the newest generation', SCOPED, 'v1', 'v0'],
    ['text that is not JSON', 'hello', 'v0', 'v0'],
    ['text without a scope on a flat route', FLAT, 'flat', 'flat'],
    ['text that is not JSON on a flat route', 'hello', 'flat', 'flat'],
    ['text in a scope on a flat route', SCOPED, 'flat', 'v0'],
    ['protobuf', PING, 'v0', 'v1'],
    ['nothing, in binary', Buffer.alloc(0), 'v0', 'v1'],
    ['JSON in binary', Buffer.from(SCOPED), 'v1', 'v0'],
    ['JSON in binary after blanks', Buffer.from(`\r\n\t ${SCOPED}`), 'v0', 'v0'],
    ['a JSON array in binary', Buffer.from('[1]'), 'v0', 'v1'],
    ['JSON cut short in binary', Buffer.from('{"scope":'), 'v0', 'v1'],
    ['bytes that are no UTF-8 after a brace', Buffer.from([0x7b, 0xff]), 'v0', 'v1'],
  ] as [string, string | Uint8Array, WireVersion, WireVersion][])('after %s', (_what, frame, assumed, chosen) => {
    expect(chooseCodec(frame, assumed).version).toBe(chosen);
  });

  // 123 and 91 are braces, 9 to 13 and 32 are blanks before whatever the id begins with.
  it.each([123, 91, 9, 10, 11, 12, 13, 32])(
    'is not taken in by a protobuf frame whose id has %i characters',
    (length) => {
      for (const start of ['data_', '{', '[', '{"a":1}']) {
        expect(chooseCodec(frameWithId(length, start), 'v0').version).toBe('v1');
      }
    },
  );
});
