import { MAX_MESSAGE_BYTES, MAX_PARTS_BYTES } from './protocol-limits.js';

/** Bytes of each length in a frame: an unsigned number, little-endian. */
const LENGTH_BYTES = 4;

/** A message as it is framed: plain JSON values, and bytes in `parts` alone. */
export interface Framable {
  readonly type: string;
  readonly parts?: readonly Uint8Array[];
}

/**
 * One message as bytes for a pipe: the length of its header, the header, its parts one after the other. The header is
 * the message as JSON in UTF-8, with the length of each part in its `parts`.
 *
 * @returns what to write, in order; the parts are not copied
 */
export function frameMessage(message: Framable): Uint8Array[] {
  const parts = message.parts ?? [];
  const lengths = message.parts === undefined ? {} : { parts: parts.map(({ byteLength }) => byteLength) };
  const header = Buffer.from(JSON.stringify({ ...message, ...lengths }));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(header.byteLength);
  return [length, header, ...parts.filter(({ byteLength }) => byteLength > 0)];
}

/** What a reader waits for. */
type Expected =
  | { readonly what: 'length' | 'header' }
  | { readonly what: 'part'; readonly message: Record<string, unknown>; readonly lengths: readonly number[] };

/**
 * Reads messages out of a stream of bytes, however it is divided. Each part has a buffer of its own, so that its owner
 * may transfer it, and read numbers of any width in it.
 */
export class FrameReader {
  private expected: Expected = { what: 'length' };
  private target = new Uint8Array(LENGTH_BYTES);
  private filled = 0;
  private parts: Uint8Array[] = [];

  /** @param maxPartsBytes of one message's parts together: a batch of pictures that found no room in the file of slots */
  constructor(
    private readonly maxHeaderBytes: number = MAX_MESSAGE_BYTES,
    private readonly maxPartsBytes: number = MAX_PARTS_BYTES,
  ) {}

  /** @returns the messages that these bytes complete. Throws where they are no frame. */
  *read(bytes: Uint8Array): Generator<Record<string, unknown>, void, void> {
    for (let at = 0; at < bytes.byteLength;) {
      const count = Math.min(bytes.byteLength - at, this.target.byteLength - this.filled);
      this.target.set(bytes.subarray(at, at + count), this.filled);
      this.filled += count;
      at += count;
      if (this.filled < this.target.byteLength) continue;
      const message = this.complete();
      if (message === undefined) continue;
      this.expect({ what: 'length' }, LENGTH_BYTES);
      yield message;
    }
  }

  /** @returns the message, where its last byte was read */
  private complete(): Record<string, unknown> | undefined {
    switch (this.expected.what) {
      case 'length': {
        const length = new DataView(this.target.buffer).getUint32(0, true);
        if (length === 0 || length > this.maxHeaderBytes) throw new Error(`a header of ${length} bytes`);
        this.expect({ what: 'header' }, length);
        return undefined;
      }
      case 'header': {
        const message = headerOf(this.target);
        if (message['parts'] === undefined) return message;
        const lengths = lengthsOf(message['parts']);
        const total = lengths.reduce((sum, length) => sum + length, 0);
        if (total > this.maxPartsBytes) throw new Error(`${total} bytes of parts`);
        this.parts = [];
        return this.nextPart(message, lengths);
      }
      case 'part':
        this.parts.push(this.target);
        return this.nextPart(this.expected.message, this.expected.lengths);
    }
  }

  private nextPart(message: Record<string, unknown>, lengths: readonly number[]): Record<string, unknown> | undefined {
    while (lengths[this.parts.length] === 0) this.parts.push(new Uint8Array(0));
    const length = lengths[this.parts.length];
    if (length === undefined) return { ...message, parts: this.parts };
    this.expect({ what: 'part', message, lengths }, length);
    return undefined;
  }

  private expect(expected: Expected, bytes: number): void {
    this.expected = expected;
    this.target = new Uint8Array(bytes);
    this.filled = 0;
  }
}

function headerOf(bytes: Uint8Array): Record<string, unknown> {
  const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Error('a header that is not an object');
}

function lengthsOf(value: unknown): readonly number[] {
  const isLength = (one: unknown): boolean => Number.isSafeInteger(one) && (one as number) >= 0;
  if (Array.isArray(value) && value.every(isLength)) return value as number[];
  throw new Error('parts that are not lengths');
}
