import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Track } from '../../contract/index.js';
import { mergeWebRtcOptions, type WebRtcOptions } from '../webrtc/webrtc.options.js';
import { WrtcReceivers } from './wrtc-receivers.js';
import type { Wrtc, WrtcTrack, WrtcVideoSink } from './wrtc.js';

const WEBCAM: Track = { name: 'webcam', kind: 'video', direction: 'in' };

let sinks: WrtcVideoSink[] = [];

/** The library's sink, which the test makes speak. */
class Sink implements WrtcVideoSink {
  onframe: WrtcVideoSink['onframe'] = null;
  constructor() {
    sinks.push(this);
  }
  stop(): void {}
}
const wrtc = { nonstandard: { RTCVideoSink: Sink } } as unknown as Wrtc;

describe('pictures that a client sends', () => {
  let taken: string[];
  let dropped: string[];
  let told: string[];
  beforeEach(() => {
    [taken, dropped, told, sinks] = [[], [], [], []];
    jest.useFakeTimers();
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((line: unknown) => void told.push(String(line)));
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  function open(options: Partial<WebRtcOptions>): void {
    const inlet = new WrtcReceivers(wrtc, mergeWebRtcOptions(options), {
      video: (track, { width, height }) => taken.push(`${track} ${width}x${height}`),
      audio: () => undefined,
      inputDropped: (track, cause) => dropped.push(`${track} ${cause}`),
    });
    inlet.receive(WEBCAM, {} as WrtcTrack);
  }

  const show = (width: number, height: number): void =>
    sinks[0]?.onframe?.({ frame: { width, height, data: new Uint8Array(1) } });

  it.each([
    [{}, [4096, 2304], [4096, 2306]],
    [{ maxInputPixels: 640 * 480 }, [480, 640], [642, 480]],
  ] as const)('have with %j so many pixels at most: %j, not %j', (options, [w, h], [tooWide, tooHigh]) => {
    open(options);
    show(w, h);
    for (let i = 0; i < 3; i++) show(tooWide, tooHigh);
    expect(taken).toEqual([`webcam ${w}x${h}`]);
    expect(dropped).toEqual(['webcam too_large', 'webcam too_large', 'webcam too_large']);
    expect(told).toEqual([
      `pictures of a client's webcam are dropped: pictures of ${tooWide}x${tooHigh} have more pixels than webrtc.maxInputPixels`,
    ]);
  });

  it('come at a rate, on average over a second', () => {
    open({ maxInputFps: 10 });
    for (let i = 0; i < 100; i++) {
      show(4, 2);
      jest.advanceTimersByTime(20);
    }
    // A second's worth at once, then ten a second for two seconds.
    expect(taken.length).toBeGreaterThanOrEqual(28);
    expect(taken.length).toBeLessThanOrEqual(31);
    expect(taken.length + dropped.length).toBe(100);
    expect(new Set(dropped)).toEqual(new Set(['webcam too_fast']));
    expect(told).toHaveLength(1);
  });

  it('come at any rate where the application says so', () => {
    open({ maxInputFps: 0 });
    for (let i = 0; i < 1_000; i++) show(4, 2);
    expect(taken).toHaveLength(1_000);
  });
});
