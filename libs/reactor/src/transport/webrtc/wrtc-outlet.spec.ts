import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Track } from '../../contract/index.js';
import type { PcmBlock } from '../../media/index.js';
import { mergeWebRtcOptions, type WebRtcOptions } from './webrtc.options.js';
import { WrtcOutlet } from './wrtc-outlet.js';
import type { Wrtc } from './wrtc.js';

/** The library's sources, which take what they are given. */
class Source {
  onData(): void {}
  onFrame(): void {}
}
const wrtc = { nonstandard: { RTCAudioSource: Source, RTCVideoSource: Source } } as unknown as Wrtc;

const VOICE: Track = { name: 'voice', property: 'voice', kind: 'audio', direction: 'out' };

function silence(ms: number): PcmBlock {
  return { sampleRate: 48_000, channels: 1, samples: new Int16Array(48 * ms) };
}

describe('the outlet of sound', () => {
  let outlet: WrtcOutlet;
  let told: string[];
  beforeEach(() => {
    told = [];
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((line: unknown) => void told.push(String(line)));
  });
  afterEach(() => {
    outlet.close();
    jest.restoreAllMocks();
  });

  function open(options: Partial<WebRtcOptions> = {}): [string, number][] {
    const dropped: [string, number][] = [];
    outlet = new WrtcOutlet(wrtc, [VOICE], mergeWebRtcOptions(options).audioBufferMs, {
      soundDropped: (track, ms) => dropped.push([track, ms]),
    });
    return dropped;
  }

  const push = (ms: number): void => outlet.push({ frame: 1, turn: 1, video: {}, audio: { voice: silence(ms) } });

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
    expect(told).toEqual([expect.stringMatching(/^100 ms of sound were let go: /)]);
  });
});
