import { loadFanout } from '@nestjs-reactor/fanout';
import { describe, expect, it } from '@jest/globals';
import { splitSdp } from '../webrtc/sdp.js';
import { outboundCodecs, outboundOffer } from './outbound-offer.js';

describe('outboundCodecs', () => {
  it.each<[readonly string[], boolean, readonly string[]]>([
    [[], false, ['VP8', 'VP9', 'AV1', 'opus']],
    [['H264', 'VP8', 'VP9', 'AV1'], false, ['VP8', 'VP9', 'AV1', 'opus']],
    [['H264', 'VP8', 'VP9', 'AV1'], true, ['H264', 'VP8', 'VP9', 'AV1', 'opus']],
    [['av1'], true, ['AV1', 'VP8', 'VP9', 'H264', 'opus']],
  ])('of the preference %j, with H.264 %j, are %j', (preferred, hasH264, codecs) => {
    expect(outboundCodecs(preferred, hasH264)).toEqual(codecs);
  });
});

describe('outboundOffer', () => {
  async function offered(codecs: Parameters<typeof outboundOffer>[2]): Promise<ReturnType<typeof outboundOffer>> {
    const fanout = await loadFanout();
    const peer = fanout.createPeer({ role: 'offerer', candidates: [{ address: '192.0.2.1', port: 4000 }], codecs });
    return outboundOffer(fanout.createOffer(peer, { sendVideo: 2, sendAudio: 1 }), ['main', 'depth', 'voice'], codecs);
  }

  it('names the codecs best first, each in the one form that is sent', async () => {
    const { sdp, sections } = await offered(['H264', 'VP8', 'opus']);
    const [video, , audio] = splitSdp(sdp).sections;
    const named = [...video!.text.matchAll(/^a=rtpmap:(\d+) (\S+)\//gm)];
    const nameOf = new Map(named.map(([, type, name]) => [type, name]));
    const order = /^m=video \d+ \S+ (.*)\r$/m.exec(video!.text)![1]!.split(' ');
    expect(order.map((type) => nameOf.get(type))).toEqual(['H264', 'rtx', 'VP8', 'rtx']);
    expect(video!.text.match(/profile-level-id=\w+/g)).toEqual(['profile-level-id=42e01f']);
    expect(audio!.text).toMatch(/^m=audio \d+ \S+ 111\r$/m);
    expect(sections.map(({ name, codecs }) => [name, codecs])).toEqual([
      ['main', ['H264', 'VP8']],
      ['depth', ['H264', 'VP8']],
      ['voice', ['opus']],
    ]);
  });

  it('sends every track in one stream, by the name of its output', async () => {
    const { sdp, sections } = await offered(['VP8', 'opus']);
    const described = splitSdp(sdp).sections;
    expect(described.map(({ mid, direction }) => [mid, direction])).toEqual(
      sections.map(({ mid }) => [mid, 'sendonly']),
    );
    expect(described.map(({ text }) => /^a=msid:(.*)\r$/m.exec(text)?.[1])).toEqual([
      'reactor main',
      'reactor depth',
      'reactor voice',
    ]);
    expect(sdp.match(/ msid:(?!reactor (main|depth|voice)\r)/)).toBeNull();
  });
});
