import { describe, expect, it } from '@jest/globals';
import { framed, MAX_FRAMED_BYTES, PacketReader } from './packet-framing.js';

function read(...chunks: readonly Uint8Array[]): { packets: number[][]; readable: boolean } {
  const reader = new PacketReader();
  const packets: number[][] = [];
  const readable = chunks.every((chunk) => reader.push(chunk, (packet) => packets.push([...packet])));
  return { packets, readable };
}

describe('packets over TCP', () => {
  it('have their length before them', () => {
    expect([...framed(Uint8Array.of(7, 8, 9))]).toEqual([0, 3, 7, 8, 9]);
    expect([...framed(new Uint8Array(300)).subarray(0, 2)]).toEqual([1, 44]);
  });

  it('are found one after another, and in pieces', () => {
    expect(read(Buffer.from([0, 1, 5, 0, 2, 6, 7])).packets).toEqual([[5], [6, 7]]);
    expect(read(...[0, 1, 5, 0, 2, 6, 7].map((byte) => Uint8Array.of(byte))).packets).toEqual([[5], [6, 7]]);
    expect(read(Buffer.from([0, 2, 6])).packets).toEqual([]);
  });

  it('are skipped where they are empty', () => {
    expect(read(Buffer.from([0, 0, 0, 0, 0, 1, 5])).packets).toEqual([[5]]);
  });

  it('may have so many bytes and no more', () => {
    expect(read(framed(new Uint8Array(MAX_FRAMED_BYTES))).packets[0]).toHaveLength(MAX_FRAMED_BYTES);
    expect(read(Buffer.from([0, 1, 5]), framed(new Uint8Array(MAX_FRAMED_BYTES + 1)))).toEqual({
      packets: [[5]],
      readable: false,
    });
  });
});
