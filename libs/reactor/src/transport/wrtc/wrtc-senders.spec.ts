import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Track } from '../../contract/index.js';
import { WrtcSenders } from './wrtc-senders.js';
import { WrtcSources } from './wrtc-sources.js';
import type { Wrtc, WrtcSender, WrtcSendParameters, WrtcTrack } from './wrtc.js';

const VIDEO: Track = { name: 'main_video', kind: 'video', direction: 'out' };
const SDP = 'v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\na=ssrc:77 cname:x\r\n';

/** What the sender was given, in order. */
let calls: (string | WrtcSendParameters['encodings'][number])[];

/** Names its tracks after the source. */
class Source {
  private static made = 0;
  private readonly id = `source ${Source.made++}`;
  static restart(): void {
    Source.made = 0;
  }
  createTrack(): WrtcTrack {
    return Object.assign({ kind: 'video' as const, stop: () => undefined }, { of: this.id });
  }
  onFrame(): void {}
}

const SENDER: WrtcSender = {
  track: null,
  replaceTrack: async (track) => void calls.push((track as { of?: string } | null)?.of ?? 'nothing'),
  getParameters: () => ({ encodings: [{}], codecs: [] }),
  setParameters: async ({ encodings }) => void calls.push(...encodings),
};

const FULL = { scale: 1, minKbps: 2_000, maxKbps: 4_000 };
const SLOW = { scale: 1, maxFramerate: 5, minKbps: 100, maxKbps: 480 };

let senders: WrtcSenders;
beforeEach(async () => {
  calls = [];
  Source.restart();
  const wrtc = { nonstandard: { RTCVideoSource: Source } } as unknown as Wrtc;
  const context = { lastPicture: () => undefined, soundDropped: () => undefined, frameSent: () => undefined };
  senders = new WrtcSenders(new WrtcSources(wrtc, [VIDEO], 200, context));
  await senders.attach('0', 'main_video', SENDER, true);
});

describe('the rung of a section', () => {
  it('sets the size and the bitrate of its encoder', async () => {
    await senders.setRung('0', { ...FULL, scale: 2 }, 1_400.4, SDP);
    expect(calls).toEqual(['source 0', { ssrc: 77, maxBitrate: 1_400_400, scaleResolutionDownBy: 2 }]);
  });

  it('takes the pictures of a source with another frame rate, and those of the first one again', async () => {
    await senders.setRung('0', SLOW, 480, SDP);
    await senders.setRung('0', FULL, 4_000, SDP);
    expect(calls.filter((call) => typeof call === 'string')).toEqual(['source 0', 'source 1', 'source 0']);
  });

  it('sends nothing while it is paused, and the pictures of its rung afterwards', async () => {
    await senders.switch('main_video', false);
    await senders.setRung('0', SLOW, 480, SDP);
    await senders.switch('main_video', true);
    expect(calls.filter((call) => typeof call === 'string')).toEqual(['source 0', 'nothing', 'source 1']);
  });
});
