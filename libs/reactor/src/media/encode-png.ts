import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';

/** Eight bytes by which a PNG is known. */
const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** Rows between two turns of the event loop: at 1920 wide they take about a millisecond. */
const ROWS_AT_ONCE = 128;

/** Filter "Sub": each byte less the one of the pixel to the left; smooth pictures are a third smaller with it. */
const SUB = 1;

/** Fast, and within a tenth of the smallest size for pictures that are filtered. */
const LEVEL = 3;

const deflated = promisify(deflate);

/**
 * A picture as a PNG of 8-bit RGB. Rows are filtered in turns, and compressed in a thread of libuv: the caller's thread stays
 * free.
 *
 * @param rgba row-major from the top left, alpha ignored; it must not change until this resolves
 */
export async function encodePng(width: number, height: number, rgba: Uint8Array | Uint8ClampedArray): Promise<Buffer> {
  const lines = new Uint8Array(height * (1 + 3 * width));
  for (let y = 0; y < height; y++) {
    filterRow(rgba, y * width, width, lines);
    if (y % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) await nextTurn();
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Bits a channel, and RGB; compression, filter and interlace have one value each.
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', await deflated(lines, { level: LEVEL })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** @param from first pixel of the row */
function filterRow(rgba: Uint8Array | Uint8ClampedArray, from: number, width: number, lines: Uint8Array): void {
  let out = (from / width) * (1 + 3 * width);
  lines[out++] = SUB;
  let [red, green, blue] = [0, 0, 0];
  for (let i = 4 * from; i < 4 * (from + width); i += 4) {
    const [r, g, b] = [rgba[i]!, rgba[i + 1]!, rgba[i + 2]!];
    lines[out++] = r - red;
    lines[out++] = g - green;
    lines[out++] = b - blue;
    [red, green, blue] = [r, g, b];
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(named.length + 8);
  whole.writeUInt32BE(data.length, 0);
  named.copy(whole, 4);
  whole.writeUInt32BE(crc32(named), named.length + 4);
  return whole;
}

/** By byte, as PNG defines it; Node has its own from 22.2. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
