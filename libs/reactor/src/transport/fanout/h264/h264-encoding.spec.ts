import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { H264Library } from './choose-h264.js';
import { FakeCodecs } from './fake-codecs.fixture.js';
import type { H264CodecOptions } from './h264-codec.js';
import { H264Encoding } from './h264-encoding.js';

const OPTIONS: H264CodecOptions = { width: 640, height: 360, scale: 1, kbps: 500 };

let lines: string[];
beforeEach(() => {
  lines = [];
  for (const level of ['log', 'warn'] as const) {
    jest
      .spyOn(Logger.prototype, level)
      .mockImplementation((line: unknown) => void lines.push(`${level} ${String(line)}`));
  }
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('the H.264 of an engine', () => {
  it('is chosen once, and the log says what and why', async () => {
    const codecs = new FakeCodecs();
    let loads = 0;
    const encoding = new H264Encoding('auto', async (): Promise<H264Library> => {
      loads++;
      return { codecs, explaining: (work) => work() };
    });
    expect(await Promise.all([encoding.isAvailable(), encoding.isAvailable()])).toEqual([true, true]);
    expect([loads, lines]).toEqual([
      1,
      ['log video encoders nvenc (H.264), wrtc (VP8, VP9, AV1): the first that was tried'],
    ]);
  });

  it('is none without the package', async () => {
    const encoding = new H264Encoding('auto', async () => undefined);
    expect(await encoding.isAvailable()).toBe(false);
    expect(lines).toEqual(['log video encoders wrtc (VP8, VP9, AV1), no H.264: the package node-av is not installed']);
  });

  it('goes on with the processor where the hardware takes no more, which the log says once', async () => {
    let free = 1;
    const codecs = new FakeCodecs();
    const open = codecs.open.bind(codecs);
    codecs.open = async (kind, options) => {
      if (kind === 'nvenc' && free-- <= 0) throw new Error('out of sessions');
      return await open(kind, options);
    };
    const encoding = new H264Encoding('nvenc', async () => ({ codecs, explaining: (work) => work() }));
    for (let i = 0; i < 2; i++) await encoding.open(OPTIONS);
    expect(codecs.kinds).toEqual(['nvenc', 'x264', 'x264']);
    expect(lines.slice(1)).toEqual([
      'warn nvenc takes no further stream of 640x360 (out of sessions); x264 encodes it, on the processor',
    ]);
  });

  it('fails where the processor takes no more', async () => {
    const codecs = new FakeCodecs({ x264: { fails: 'out of memory' } });
    const encoding = new H264Encoding('auto', async () => ({ codecs, explaining: (work) => work() }));
    await encoding.isAvailable();
    codecs.open = async (kind) => {
      throw new Error(`${kind}: out of memory`);
    };
    await expect(encoding.open(OPTIONS)).rejects.toThrow('x264: out of memory');
  });
});
