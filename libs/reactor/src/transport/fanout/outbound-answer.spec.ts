import { describe, expect, it } from '@jest/globals';
import { agreedSections, reachableAnswer } from './outbound-answer.js';
import type { OfferedSection } from './outbound-offer.js';

const OFFERED: readonly OfferedSection[] = [
  { mid: 'v', name: 'main_video', codecs: ['H264', 'VP8', 'VP9'] },
  { mid: 'a', name: 'main_audio', codecs: ['opus'] },
];

interface Section {
  readonly mid: string;
  readonly port?: number;
  readonly direction?: string;
  readonly codecs: readonly string[];
}

function answer(...sections: readonly Section[]): string {
  return [
    'v=0',
    ...sections.flatMap(({ mid, port = 9, direction = 'recvonly', codecs }) => [
      `m=${mid === 'a' ? 'audio' : 'video'} ${port} UDP/TLS/RTP/SAVPF ${codecs.map((_, at) => 96 + at).join(' ')}`,
      `a=mid:${mid}`,
      `a=${direction}`,
      ...codecs.map((codec, at) => `a=rtpmap:${96 + at} ${codec}/90000`),
    ]),
    '',
  ].join('\r\n');
}

const VIDEO = { mid: 'v', codecs: ['VP9', 'VP8'] };
const SOUND = { mid: 'a', codecs: ['opus'] };

describe('agreedSections', () => {
  it('sends what is accepted in the codec that this side prefers', () => {
    expect(agreedSections(answer(VIDEO, SOUND), OFFERED)).toEqual([
      { mid: 'v', name: 'main_video', codec: 'VP8' },
      { mid: 'a', name: 'main_audio', codec: 'opus' },
    ]);
  });

  it.each<[string, readonly Section[]]>([
    ['is rejected', [{ ...VIDEO, port: 0 }, SOUND]],
    ['is inactive', [{ ...VIDEO, direction: 'inactive' }, SOUND]],
    ['has no codec of ours', [{ ...VIDEO, codecs: ['H265'] }, SOUND]],
    ['is missing', [SOUND]],
  ])('sends no section that %s', (_what, sections) => {
    expect(agreedSections(answer(...sections), OFFERED)).toEqual([{ mid: 'a', name: 'main_audio', codec: 'opus' }]);
  });

  it('refuses an answer that accepts nothing, with what was offered', () => {
    expect(() => agreedSections(answer({ ...VIDEO, port: 0 }), OFFERED)).toThrow(
      expect.objectContaining({
        code: 'bad_sdp',
        message: 'its answer accepts nothing of what is offered: main_video (H264, VP8, VP9), main_audio (opus)',
      }),
    );
  });
});

describe('reachableAnswer', () => {
  it('keeps candidates with UDP and an address', () => {
    const kept = 'a=candidate:1 1 UDP 2130706431 192.0.2.7 7882 typ host';
    const lines = [
      'v=0',
      'm=video 9 UDP/TLS/RTP/SAVPF 96',
      'a=mid:v',
      kept,
      'a=candidate:2 1 udp 2130706430 2001:db8::7 7882 typ host',
      'a=candidate:3 1 tcp 1671430143 192.0.2.7 7881 typ host tcptype passive',
      'a=candidate:4 1 udp 2130706431 5f2b.local 7882 typ host',
      'a=end-of-candidates',
      '',
    ];
    const sdp = reachableAnswer(lines.join('\r\n'));
    expect(sdp.match(/^a=candidate:\d/gm)).toEqual(['a=candidate:1', 'a=candidate:2']);
    expect(sdp).toContain('a=end-of-candidates');
  });
});
