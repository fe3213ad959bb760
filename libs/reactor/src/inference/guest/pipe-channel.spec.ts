import { closeSync, openSync, readSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { HostMessage } from '../protocol/host-messages.js';
import type { MediaMessage } from '../protocol/media-message.js';
import { frameMessage, FrameReader } from '../protocol/message-frame.js';
import { PipeChannel } from './pipe-channel.js';

const STRIDE = 4_096;
const LOAD = { type: 'load', slots: { stride: STRIDE, count: 4 } } as unknown as HostMessage;

let directory: string;
let slots: number;
let sent: Record<string, unknown>[];
let lost: string[];
let pipe: Duplex;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pipe-'));
  slots = openSync(join(directory, 'slots'), 'w+');
  sent = [];
  lost = [];
  const reader = new FrameReader();
  pipe = new Duplex({
    read: () => undefined,
    write: (bytes: Buffer, _encoding, done) => {
      sent.push(...reader.read(bytes));
      done();
    },
  });
});
afterEach(async () => {
  closeSync(slots);
  await rm(directory, { recursive: true });
});

async function open(fd = slots): Promise<PipeChannel> {
  const channel = new PipeChannel(pipe, (cause) => void lost.push(cause), fd);
  const loaded = new Promise((resolve) => channel.listen(resolve));
  for (const bytes of frameMessage(LOAD)) pipe.push(bytes);
  await loaded;
  return channel;
}

/** A picture in a slot, its metadata, and sound. */
function media(slot: number): MediaMessage {
  return {
    type: 'media',
    session: 's1',
    turn: 1,
    fps: 30,
    bundles: [
      {
        frame: 1,
        turn: 1,
        video: { main_video: { slot, width: 2, height: 2, part: 0, metadata: 1 } },
        audio: { main_audio: { sampleRate: 48_000, channels: 1, part: 2 } },
      },
    ],
    parts: [Uint8Array.of(1, 2, 3, 4, 5, 6), Uint8Array.of(7), Uint8Array.of(8, 9)],
  };
}

const partsSent = () => (sent[0]!['parts'] as Uint8Array[]).map((part) => [...part]);

describe("a worker process's end of its channel", () => {
  it('puts pictures into their slots, and everything else into the message', async () => {
    (await open()).post(media(2));
    expect(partsSent()).toEqual([[], [7], [8, 9]]);
    const written = new Uint8Array(6);
    readSync(slots, written, 0, 6, 2 * STRIDE);
    expect([...written]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it.each([
    ['finds no room in the file', 0, () => openSync(join(directory, 'slots'), 'r')],
    ['has a slot beyond the file', 4, () => slots],
  ])('sends a picture that %s as a part', async (_, slot, fd) => {
    const file = fd();
    (await open(file)).post(media(slot));
    expect(partsSent()).toEqual([[1, 2, 3, 4, 5, 6], [7], [8, 9]]);
    if (file !== slots) closeSync(file);
  });

  it('reports that the server has ended', async () => {
    await open();
    pipe.push(null);
    await new Promise(setImmediate);
    expect(lost).toEqual(['the server has ended']);
  });
});
