import { describe, expect, it } from '@jest/globals';
import { chooseH264, type H264Library, type VideoEncoder } from './choose-h264.js';
import { type Behaviour, bytes, FakeCodecs, IDR, PPS, SLICE, SPS } from './fake-codecs.fixture.js';
import type { H264Kind } from './h264-kind.js';

type Behaviours = Partial<Record<H264Kind, Behaviour>>;

const NO_CARD: Behaviours = {
  nvenc: { fails: 'Cannot load libcuda.so.1' },
  videotoolbox: { fails: 'no h264_videotoolbox' },
  vaapi: { fails: 'no device' },
};

const HIGH = [0, 0, 1, 0x67, 0x64, 0x00, 0x1f];

function libraryOf(behaviours: Behaviours): { library: H264Library; codecs: FakeCodecs } {
  const codecs = new FakeCodecs(behaviours);
  return { library: { codecs, explaining: (work) => work() }, codecs };
}

describe('who encodes H.264', () => {
  it('is the first that works, and the log says what was tried before', async () => {
    const { library, codecs } = libraryOf(NO_CARD);
    const { chosen, reason } = await chooseH264('auto', async () => library);
    expect(chosen?.kind).toBe('x264');
    expect(codecs.kinds).toEqual(['nvenc', 'videotoolbox', 'vaapi', 'x264']);
    expect(reason).toBe(
      'what came before does not work: nvenc (Cannot load libcuda.so.1); videotoolbox (no h264_videotoolbox); vaapi (no device)',
    );
    expect(codecs.opened.every(({ closed }) => closed)).toBe(true);
  });

  it('is hardware where it works', async () => {
    const { library, codecs } = libraryOf({});
    expect((await chooseH264('auto', async () => library)).chosen?.kind).toBe('nvenc');
    expect(codecs.kinds).toEqual(['nvenc']);
  });

  it('is the one that is named, though another would come first', async () => {
    const { library, codecs } = libraryOf({});
    const { chosen, reason } = await chooseH264('vaapi', async () => library);
    expect([chosen?.kind, reason, codecs.kinds]).toEqual(['vaapi', 'media.encoder is vaapi', ['vaapi']]);
  });

  it.each<[string, Behaviour, string]>([
    ['keeps pictures back', { encode: () => bytes() }, 'keeps pictures back'],
    ['makes no keyframe when it is to', { encode: () => bytes(SLICE) }, 'none when asked for a keyframe'],
    ['makes nothing but keyframes', { encode: () => bytes(SPS, PPS, IDR) }, 'keyframes when asked for none'],
    ['encodes another profile', { encode: () => bytes(HIGH, PPS, IDR) }, 'does not encode Constrained Baseline'],
    ['never says its parameters', { encode: () => bytes(IDR) }, 'does not encode Constrained Baseline'],
  ])('is none that %s', async (_, nvenc, why) => {
    const { library, codecs } = libraryOf({ ...NO_CARD, nvenc });
    const { chosen, reason } = await chooseH264('auto', async () => library);
    expect(chosen?.kind).toBe('x264');
    expect(reason).toContain(why);
    expect(codecs.opened[0]!.closed).toBe(true);
  });

  it('is nobody where none works', async () => {
    const { library } = libraryOf({ ...NO_CARD, x264: { fails: 'no libx264' } });
    const { chosen, reason } = await chooseH264('auto', async () => library);
    expect([chosen, reason.endsWith('x264 (no libx264)')]).toEqual([undefined, true]);
  });

  it.each<[VideoEncoder, () => Promise<H264Library | undefined>, string]>([
    ['auto', async () => undefined, 'the package node-av is not installed'],
    ['auto', () => Promise.reject(new Error('no binary')), 'the package node-av cannot be loaded (no binary)'],
    ['wrtc', () => Promise.reject(new Error('is never loaded')), 'media.encoder is wrtc'],
  ])('is nobody with %s where there is no library: %#', async (wanted, load, reason) => {
    expect(await chooseH264(wanted, load)).toEqual({ chosen: undefined, reason });
  });

  it.each<[() => Promise<H264Library | undefined>, string]>([
    [
      async () => undefined,
      'media.encoder is nvenc, and the package node-av is not installed; run: npm install node-av',
    ],
    [() => Promise.reject(new Error('no binary')), 'cannot be loaded (no binary); run: npm install node-av'],
    [async () => libraryOf(NO_CARD).library, 'it does not work on this machine (Cannot load libcuda.so.1)'],
  ])('is refused where one is named that does not work: %#', async (load, message) => {
    await expect(chooseH264('nvenc', load)).rejects.toMatchObject({
      code: 'engine_unavailable',
      message: expect.stringContaining(message),
    });
  });
});
