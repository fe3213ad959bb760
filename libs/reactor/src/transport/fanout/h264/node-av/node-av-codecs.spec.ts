import { beforeEach, describe, expect, it } from '@jest/globals';
import type { I420Picture } from '../../../../media/index.js';
import { H264_KINDS } from '../h264-kind.js';
import { FakeNodeAv } from './fake-node-av.fixture.js';
import { NodeAvCodecs } from './node-av-codecs.js';

let fake: FakeNodeAv;
let codecs: NodeAvCodecs;
beforeEach(() => {
  fake = new FakeNodeAv();
  codecs = new NodeAvCodecs(fake);
});

const SIZE = { width: 4, height: 2 };
const OPTIONS = { ...SIZE, scale: 1, kbps: 900 };

/** Each byte is its place in the picture. */
function pictureOf({ width, height }: { readonly width: number; readonly height: number }): I420Picture {
  const chroma = Math.ceil(width / 2) * Math.ceil(height / 2);
  return { width, height, data: Uint8Array.from({ length: width * height + 2 * chroma }, (_, i) => i) };
}

describe('an encoder of FFmpeg', () => {
  it.each(H264_KINDS)('is opened for no delay, a steady bitrate and no B frames: %s', async (kind) => {
    await codecs.open(kind, OPTIONS);
    expect(fake.contexts[0]).toMatchObject({
      ...SIZE,
      maxBFrames: 0,
      threadCount: 1,
      framerate: { num: 30, den: 1 },
      timeBase: { num: 1, den: 30 },
      bitRate: 900_000n,
      rcMaxRate: 900_000n,
      rcBufferSize: 300_000,
    });
    expect(fake.contexts[0]!['gopSize']).toBeGreaterThan(1_000_000);
    expect((fake.contexts[0]!['options'] as { profile: string }).profile).toMatch(/^(constrained_)?baseline$/);
  });

  it('gets the planes of each picture, and is asked for a keyframe where one is wanted', async () => {
    const codec = await codecs.open('x264', OPTIONS);
    expect(await codec.encode(pictureOf(SIZE), true)).toEqual(new Uint8Array([1]));
    expect(await codec.encode(pictureOf(SIZE), false)).toEqual(new Uint8Array([2]));
    const { AV_PICTURE_TYPE_I, AV_PICTURE_TYPE_NONE } = fake.constants;
    expect(fake.sent.map(({ pictType, pts }) => [pictType, pts])).toEqual([
      [AV_PICTURE_TYPE_I, 0n],
      [AV_PICTURE_TYPE_NONE, 1n],
    ]);
    expect(fake.sent[0]!.planes).toEqual([
      [0, 1, 2, 3, 4, 5, 6, 7],
      [8, 9],
      [10, 11],
    ]);
  });

  it('gets them row by row where there is room between the rows', async () => {
    fake.padding = 1;
    const codec = await codecs.open('x264', OPTIONS);
    await codec.encode(pictureOf(SIZE), true);
    expect(fake.sent[0]!.planes).toEqual([
      [0, 1, 2, 3, 0, 4, 5, 6, 7, 0],
      [8, 9, 0],
      [10, 11, 0],
    ]);
  });

  it.each([
    [{ width: 1280, height: 720 }, 4, { width: 320, height: 180 }],
    [{ width: 642, height: 362 }, 4, { width: 160, height: 90 }],
    [{ width: 641, height: 361 }, 1, { width: 640, height: 360 }],
  ])('encodes %j by %d as %j', async (size, scale, encoded) => {
    const codec = await codecs.open('x264', { ...size, scale, kbps: 500 });
    expect(fake.contexts[0]).toMatchObject(encoded);
    await codec.encode(pictureOf(size), false);
    expect(fake.sent[0]!.width).toBe(encoded.width);
  });

  it.each([
    ['x264', true],
    ['nvenc', true],
    ['vaapi', false],
    ['videotoolbox', false],
  ] as const)('takes another bitrate while it runs: %s, %s', async (kind, isLive) => {
    const codec = await codecs.open(kind, OPTIONS);
    expect(codec.setKbps(300)).toBe(isLive);
    expect(fake.contexts[0]).toMatchObject({ bitRate: isLive ? 300_000n : 900_000n });
  });

  it('gets its pictures in memory of the graphics card where it reads from there', async () => {
    const codec = await codecs.open('vaapi', OPTIONS);
    await codec.encode(pictureOf(SIZE), true);
    const { AV_PIX_FMT_VAAPI } = fake.constants;
    expect([fake.contexts[0]!['pixelFormat'], fake.sent[0]!.format]).toEqual([AV_PIX_FMT_VAAPI, AV_PIX_FMT_VAAPI]);
  });

  it.each(H264_KINDS)('leaves nothing behind: %s', async (kind) => {
    const codec = await codecs.open(kind, { ...OPTIONS, scale: 2 });
    await codec.encode(pictureOf(SIZE), true);
    expect(fake.live).toBeGreaterThan(0);
    codec.close();
    expect(fake.live).toBe(0);
  });
});

describe('an encoder of FFmpeg that fails', () => {
  it.each(['send', 'receive'] as const)('says with what: %s', async (call) => {
    fake.results[call] = -11;
    const codec = await codecs.open('x264', OPTIONS);
    await expect(codec.encode(pictureOf(SIZE), true)).rejects.toThrow('FFmpeg -11');
  });

  it('says that it is not in this build', async () => {
    fake.known = [];
    await expect(codecs.open('videotoolbox', OPTIONS)).rejects.toThrow('this build of FFmpeg has no h264_videotoolbox');
  });

  it('says what FFmpeg wrote to its log, while that is listened to', async () => {
    fake.results.open = -1;
    fake.log = ['Trying\n', 'Cannot load libcuda.so.1\n'];
    const open = (): Promise<unknown> => codecs.open('nvenc', OPTIONS);
    await expect(codecs.explaining(open)).rejects.toThrow('Cannot load libcuda.so.1');
    await expect(open()).rejects.toThrow('FFmpeg -1');
    expect(fake.live).toBe(0);
  });

  it('leaves nothing behind where there is no such card', async () => {
    fake.results.device = -5;
    await expect(codecs.open('vaapi', OPTIONS)).rejects.toThrow('FFmpeg -5');
    expect(fake.live).toBe(0);
  });
});
