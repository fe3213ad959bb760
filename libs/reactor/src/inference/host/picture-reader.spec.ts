import { beforeEach, describe, expect, it } from '@jest/globals';
import { i420Size, packI420 } from '../../media/i420.js';
import type { MediaMessage, PictureEntry } from '../protocol/media-message.js';
import { PictureReader } from './picture-reader.js';

const WIDTH = 6;
const HEIGHT = 3;
const RGB = Uint8Array.from({ length: 3 * WIDTH * HEIGHT }, (_, i) => (i * 37) % 256);
const I420 = new Uint8Array(i420Size(WIDTH, HEIGHT));
packI420(RGB, 3, WIDTH, HEIGHT, I420);

let slots: Map<number, Uint8Array>;
let reader: PictureReader;

beforeEach(() => {
  slots = new Map();
  reader = new PictureReader({
    read: async (slot, target) => {
      const bytes = slots.get(slot);
      if (bytes?.byteLength !== target.byteLength) throw new Error(`slot ${slot} has ${bytes?.byteLength ?? 0} bytes`);
      await Promise.resolve();
      target.set(bytes);
    },
  });
});

function messageOf(pictures: Record<string, Partial<PictureEntry>>, parts?: readonly Uint8Array[]): MediaMessage {
  const video = Object.fromEntries(
    Object.entries(pictures).map(([track, given]) => [
      track,
      { slot: 0, width: WIDTH, height: HEIGHT, ...given } satisfies PictureEntry,
    ]),
  );
  return {
    type: 'media',
    session: 's',
    turn: 1,
    fps: 30,
    bundles: [{ frame: 1, turn: 1, video, audio: {} }],
    ...(parts === undefined ? {} : { parts: parts as Uint8Array<ArrayBuffer>[] }),
  };
}

/** The bytes of each track's picture, and its entry. */
async function read(message: MediaMessage): Promise<Record<string, { entry: PictureEntry; bytes: Uint8Array }>> {
  const { message: complete, reads } = reader.read(message);
  await Promise.all(reads);
  return Object.fromEntries(
    Object.entries(complete.bundles[0]!.video).map(([track, entry]) => [
      track,
      { entry, bytes: complete.parts![entry.part!]! },
    ]),
  );
}

describe('pictures of a worker process', () => {
  it('are read from their slots', async () => {
    slots.set(4, I420);
    const { main } = await read(messageOf({ main: { slot: 4, metadata: 0 } }, [Uint8Array.of(7)]));
    expect(main!.bytes).toEqual(I420);
    expect(main!.entry).toEqual({ slot: 4, width: WIDTH, height: HEIGHT, part: 1, metadata: 0 });
  });

  it('become I420 where they are in RGB, from a slot and from a part', async () => {
    slots.set(1, RGB);
    const pictures = await read(
      messageOf({ slotted: { slot: 1, format: 'rgb24' }, carried: { slot: 2, format: 'rgb24', part: 0 } }, [RGB]),
    );
    for (const { entry, bytes } of Object.values(pictures)) {
      expect(bytes).toEqual(I420);
      expect(entry).not.toHaveProperty('format');
    }
    expect(pictures['slotted']!.entry.part).not.toBe(pictures['carried']!.entry.part);
  });

  it('stay the parts that they came as in I420', async () => {
    const { main } = await read(messageOf({ main: { slot: 9, part: 0 } }, [I420]));
    expect(main!.bytes).toBe(I420);
  });

  it('use the memory of a slot that was given back', async () => {
    slots.set(0, I420);
    const first = await read(messageOf({ main: {} }));
    reader.recycle(0, first['main']!.bytes as Uint8Array<ArrayBuffer>);
    const second = await read(messageOf({ main: {} }));
    expect(second['main']!.bytes).toBe(first['main']!.bytes);
  });

  it('are not mixed up where several are on their way', async () => {
    slots.set(0, RGB);
    slots.set(
      1,
      RGB.map((value) => 255 - value),
    );
    const [first, second] = await Promise.all([
      read(messageOf({ main: { slot: 0, format: 'rgb24' } })),
      read(messageOf({ main: { slot: 1, format: 'rgb24' } })),
    ]);
    expect(first['main']!.bytes).toEqual(I420);
    expect(second['main']!.bytes).not.toEqual(I420);
  });

  it('fail where the slot has fewer bytes', async () => {
    slots.set(0, I420.subarray(1));
    const { reads } = reader.read(messageOf({ main: {} }));
    await expect(Promise.all(reads)).rejects.toThrow('slot 0 has');
  });
});
