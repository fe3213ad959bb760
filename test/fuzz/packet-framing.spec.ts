import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  framed,
  MAX_FRAMED_BYTES,
  PacketReader,
} from '../../libs/reactor/src/transport/fanout/worker/packet-framing.js';
import { budget, LIMIT_MS } from './support/budget.js';

/** The bytes in pieces that end at these places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end));
}

it(
  'packets over TCP are read as they were sent, however the stream is cut',
  () => {
    const packet = fc.uint8Array({ maxLength: MAX_FRAMED_BYTES, size: 'medium' });
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 20 }), fc.array(fc.nat()), (packets, places) => {
        const reader = new PacketReader();
        const read: Uint8Array[] = [];
        for (const piece of cut(Buffer.concat(packets.map(framed)), places)) {
          expect(reader.push(piece, (one) => read.push(Uint8Array.from(one)))).toBe(true);
        }
        expect(read).toEqual(packets.filter(({ length }) => length > 0));
      }),
      budget(),
    );
  },
  LIMIT_MS,
);

it(
  'any bytes over TCP give packets within the limit, or end the connection',
  () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20_000, size: 'max' }), fc.array(fc.nat()), (bytes, places) => {
        const reader = new PacketReader();
        let read = 0;
        for (const piece of cut(bytes, places)) {
          const readable = reader.push(piece, ({ length }) => {
            expect(length).toBeGreaterThan(0);
            expect(length).toBeLessThanOrEqual(MAX_FRAMED_BYTES);
            read += length;
          });
          if (!readable) break;
        }
        expect(read).toBeLessThan(bytes.length + 1);
      }),
      budget(),
    );
  },
  LIMIT_MS,
);
