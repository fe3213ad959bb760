import { describe, expect, it } from '@jest/globals';
import type { StreamCodec } from '@nestjs-reactor/protocol/stream';
import { streamCodec } from './stream-codecs.js';

const DEFAULT = ['H264', 'VP8', 'VP9', 'AV1'];

describe('the codec of a picture over a socket', () => {
  it.each<[readonly StreamCodec[], readonly string[], boolean, StreamCodec]>([
    [['VP8', 'VP9', 'H264'], DEFAULT, true, 'H264'],
    [['VP8', 'VP9', 'H264'], DEFAULT, false, 'VP8'],
    [['VP9'], DEFAULT, true, 'VP9'],
    [['VP8', 'VP9'], ['vp9', 'VP8'], false, 'VP9'],
    [['VP9', 'VP8'], ['AV1'], false, 'VP8'],
  ])('of a client with %j, where %j is preferred and H.264 is %s, is %s', (decoded, codecs, hasH264, expected) => {
    expect(streamCodec('video', decoded, { codecs, hasH264 })).toBe(expected);
  });

  it.each<[readonly StreamCodec[], string]>([
    [[], 'VP8, VP9'],
    [['opus', 'H264'], 'VP8, VP9'],
  ])('of a client with %j is refused, with what there is', (decoded, own) => {
    expect(() => streamCodec('video', decoded, { codecs: DEFAULT, hasH264: false })).toThrow(
      expect.objectContaining({ code: 'negotiation_failed', message: expect.stringContaining(`: ${own};`) }),
    );
  });
});

describe('the codec of sound over a socket', () => {
  it('is Opus, or there is no sound', () => {
    const settings = { codecs: DEFAULT, hasH264: false };
    expect(streamCodec('audio', ['VP8', 'opus'], settings)).toBe('opus');
    expect(streamCodec('audio', ['VP8'], settings)).toBeUndefined();
  });
});
