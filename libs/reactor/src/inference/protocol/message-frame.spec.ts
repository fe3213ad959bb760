import { describe, expect, it } from '@jest/globals';
import { checkWorkerMessage } from './check-worker-message.js';
import { type Framable, frameMessage, FrameReader } from './message-frame.js';
import { HOST_SAMPLES, WORKER_SAMPLES } from './samples.fixture.js';

/** Reads a stream that arrives in pieces of `size` bytes. */
function read(bytes: Uint8Array, size: number, reader = new FrameReader()): Record<string, unknown>[] {
  const messages: Record<string, unknown>[] = [];
  for (let at = 0; at < bytes.byteLength; at += size) messages.push(...reader.read(bytes.subarray(at, at + size)));
  return messages;
}

const framed = (...messages: readonly Framable[]): Buffer => Buffer.concat(messages.flatMap(frameMessage));

const HOST = Object.values(HOST_SAMPLES).flat();
const WORKER = Object.values(WORKER_SAMPLES).flat();

describe('a message on a pipe', () => {
  it.each(HOST.map((message) => [message.type, message] as const))('of the host comes through: %s', (_, message) => {
    expect(read(framed(message), 65_536)).toEqual([message]);
  });

  it.each(WORKER.map((message) => [message.type, message] as const))(
    'of the worker comes through, and has its shape: %s',
    (_, message) => {
      const [received] = read(framed(message), 65_536);
      expect(received).toEqual(message);
      expect(checkWorkerMessage(received)).toBe(received);
    },
  );

  it.each([1, 3, 4, 5, 1_000])('comes through in pieces of %d bytes, with all others in their order', (size) => {
    const all = [...HOST, ...WORKER];
    expect(read(framed(...all), size)).toEqual(all);
  });

  it('has the layout that is written down', () => {
    const bytes = framed({ type: 'audio', parts: [new Uint8Array([1, 2, 3]), new Uint8Array(0)] });
    const header = '{"type":"audio","parts":[3,0]}';
    expect(bytes.readUInt32LE(0)).toBe(header.length);
    expect(bytes.subarray(4, 4 + header.length).toString()).toBe(header);
    expect([...bytes.subarray(4 + header.length)]).toEqual([1, 2, 3]);
  });

  it('has parts with memory of their own', () => {
    const [message] = read(framed({ type: 'audio', parts: [new Uint8Array(6), new Uint8Array(2)] }), 65_536);
    const parts = message!['parts'] as Uint8Array[];
    expect(parts.map(({ byteOffset, buffer }) => [byteOffset, buffer.byteLength])).toEqual([
      [0, 6],
      [0, 2],
    ]);
  });
});

describe('bytes that are no message', () => {
  const lengthOf = (bytes: number): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes);
    return length;
  };
  const header = (text: string): Buffer => Buffer.concat([lengthOf(Buffer.byteLength(text)), Buffer.from(text)]);

  it.each<[string, Buffer, string]>([
    ['an empty header', lengthOf(0), 'a header of 0 bytes'],
    ['a header over the bound', lengthOf(1_001), 'a header of 1001 bytes'],
    ['text', Buffer.from('GET / HTTP/1.1\r\n'), 'a header of '],
    ['no JSON', header('{nonsense'), 'JSON'],
    ['no UTF-8', Buffer.concat([lengthOf(1), Buffer.from([0xff])]), ''],
    ['a list', header('[]'), 'a header that is not an object'],
    ['parts over the bound', header('{"parts":[600,600]}'), '1200 bytes of parts'],
    ['parts of less than nothing', header('{"parts":[-1]}'), 'parts that are not lengths'],
    ['parts that are text', header('{"parts":"abc"}'), 'parts that are not lengths'],
  ])('are refused: %s', (_, bytes, message) => {
    expect(() => read(bytes, 65_536, new FrameReader(1_000, 1_000))).toThrow(message);
  });
});
