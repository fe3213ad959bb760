import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Track } from '../../contract/index.js';
import type { I420Picture, PcmBlock } from '../../media/index.js';
import type { MediaRoomContext } from '../../session/ports/index.js';
import { mergeWebRtcOptions, type WebRtcOptions } from '../webrtc/webrtc.options.js';
import { WrtcSources } from './wrtc-sources.js';
import type { Wrtc, WrtcTrack } from './wrtc.js';

/** The library's sources, which take what they are given. */
class Source {
  constructor(init?: unknown) {
    if (init !== undefined) inits.push(init);
  }
  createTrack(): WrtcTrack {
    return { kind: 'video', stop: () => undefined };
  }
  onData(): void {}
  onFrame({ width }: { readonly width: number }): void {
    shown.push(width);
  }
}
/** Widths of the pictures that were given, and what sources were made with. */
let shown: number[] = [];
let inits: unknown[] = [];
const wrtc = { nonstandard: { RTCAudioSource: Source, RTCVideoSource: Source } } as unknown as Wrtc;

const VIDEO: Track = { name: 'main_video', kind: 'video', direction: 'out' };
const VOICE: Track = { name: 'voice', kind: 'audio', direction: 'out' };

function silence(ms: number): PcmBlock {
  return { sampleRate: 48_000, channels: 1, samples: new Int16Array(48 * ms) };
}

describe('the source of sound', () => {
  let sources: WrtcSources;
  let told: string[];
  beforeEach(() => {
    told = [];
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((line: unknown) => void told.push(String(line)));
  });
  afterEach(() => {
    sources.close();
    jest.restoreAllMocks();
  });

  function open(options: Partial<WebRtcOptions> = {}): [string, number][] {
    const dropped: [string, number][] = [];
    sources = new WrtcSources(wrtc, [VOICE], mergeWebRtcOptions(options).audioBufferMs, {
      lastPicture: () => undefined,
      soundDropped: (track, ms) => dropped.push([track, ms]),
      frameSent: () => undefined,
    });
    return dropped;
  }

  const push = (ms: number): void => sources.push({ frame: 1, turn: 1, video: {}, audio: { voice: silence(ms) } });

  it.each([
    [{}, 200],
    [{ audioBufferMs: 500 }, 500],
  ])('holds with %j %d ms of each track, and tells of every millisecond beyond', (options, ms) => {
    const dropped = open(options);
    push(ms);
    expect(dropped).toEqual([]);
    push(30);
    push(40);
    expect(dropped).toEqual([
      ['voice', 30],
      ['voice', 40],
    ]);
  });

  it('logs what was lost, but not each time', () => {
    open();
    for (let i = 0; i < 20; i++) push(100);
    expect(told).toEqual([expect.stringMatching(/^100 ms of sound were dropped: /)]);
  });
});

/** The newest picture, which the session keeps. */
let last: I420Picture | undefined;
const CONTEXT: MediaRoomContext = {
  lastPicture: () => last,
  soundDropped: () => undefined,
  frameSent: () => undefined,
};

describe('the last picture of a track', () => {
  let sources: WrtcSources;
  beforeEach(() => {
    jest.useFakeTimers();
    [shown, inits, last] = [[], [], undefined];
    sources = new WrtcSources(wrtc, [VIDEO], 200, CONTEXT);
    sources.track('main_video');
  });
  afterEach(() => {
    sources.close();
    jest.useRealTimers();
  });

  const push = (width: number): void => {
    const picture = { width, height: 2, data: new Uint8Array(width * 3) };
    sources.push({ frame: 1, turn: 1, video: { main_video: picture }, audio: {} });
    last = picture;
  };

  it('is shown again to who asks while the model is idle', () => {
    sources.repeat('main_video');
    push(4);
    jest.advanceTimersByTime(150);
    sources.repeat('main_video');
    expect(shown).toEqual([4, 4]);
  });

  it('is not where the track showed one just now, its own or a repeated one', () => {
    push(4);
    sources.repeat('main_video');
    jest.advanceTimersByTime(99);
    sources.repeat('main_video');
    expect(shown).toEqual([4]);
    for (let ms = 0; ms < 1_000; ms += 10) {
      jest.advanceTimersByTime(10);
      sources.repeat('main_video');
    }
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.length).toBeLessThanOrEqual(12);
  });

  it('never keeps back what the model makes', () => {
    for (const width of [4, 6, 8]) {
      push(width);
      sources.repeat('main_video');
    }
    expect(shown).toEqual([4, 6, 8]);
  });
});

describe('the pictures of a track', () => {
  let sources: WrtcSources;
  beforeEach(() => {
    [shown, inits] = [[], []];
    sources = new WrtcSources(wrtc, [VIDEO], 200, CONTEXT);
  });
  afterEach(() => sources.close());

  const push = (): void => {
    sources.push({
      frame: 1,
      turn: 1,
      video: { main_video: { width: 4, height: 2, data: new Uint8Array(12) } },
      audio: {},
    });
  };

  it('are handed over once, as a camera without the noise filter, however many senders there are', () => {
    const senders = [1, 2, 3].map(() => sources.track('main_video'));
    push();
    expect([shown, inits]).toEqual([[4], [{ isScreencast: false, needsDenoising: false }]]);
    sources.drop(senders[0]!);
    push();
    expect(shown).toEqual([4, 4]);
  });

  it('go nowhere before the first sender, and after the last', () => {
    push();
    sources.drop(sources.track('main_video')!);
    push();
    expect(shown).toEqual([]);
  });

  it('are noted as they are given to the encoders', () => {
    const given: unknown[] = [];
    sources.close();
    sources = new WrtcSources(wrtc, [VIDEO], 200, { ...CONTEXT, pictureGiven: (...picture) => given.push(picture) });
    push();
    sources.track('main_video');
    push();
    expect(given).toEqual([['main_video', 1]]);
  });
});
