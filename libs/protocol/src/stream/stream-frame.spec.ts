import { describe, expect, it } from '@jest/globals';
import { encodeStreamFrame, parseStreamFrame } from './stream-frame.js';

describe('a frame on a media socket', () => {
  it('has a header of ten bytes, the most significant first', () => {
    const message = encodeStreamFrame({
      track: 2,
      keyframe: true,
      sequence: 0x01020304,
      rtpTimestamp: 0xfffefdfc,
      data: Uint8Array.of(9, 8, 7),
    });
    expect([...message]).toEqual([2, 1, 1, 2, 3, 4, 0xff, 0xfe, 0xfd, 0xfc, 9, 8, 7]);
    expect(message.byteOffset).toBe(0);
    expect(message.buffer.byteLength).toBe(13);
  });

  it('is read as it was written, from a part of a larger buffer too', () => {
    const data = new Uint8Array([0, 0, 5, 6, 0]).subarray(2, 4);
    const frame = { track: 0, keyframe: false, sequence: 1, rtpTimestamp: 2 ** 32 - 1, data };
    const read = parseStreamFrame(encodeStreamFrame(frame).buffer);
    expect({ ...read, data: [...read.data] }).toEqual({ ...frame, data: [5, 6] });
  });

  it('of a later version, with more flags, is read all the same', () => {
    const message = Uint8Array.of(0, 0b1111_1110, 0, 0, 0, 1, 0, 0, 0, 1, 7);
    expect(parseStreamFrame(message.buffer)).toMatchObject({ keyframe: false, sequence: 1 });
  });

  it.each([0, 1, 9, 10])('of %d bytes is refused', (bytes) => {
    expect(() => parseStreamFrame(new ArrayBuffer(bytes))).toThrow(
      expect.objectContaining({ code: 'bad_message', message: expect.stringContaining(`(got ${bytes})`) }),
    );
  });
});
