import { describe, expect, it } from '@jest/globals';
import type { Track } from '../../contract/index.js';
import type { TrackMapping } from '../../session/ports/index.js';
import { planOffer, type SectionPlan } from './offer-plan.js';

const TRACKS: readonly Track[] = [
  { name: 'webcam', kind: 'video', direction: 'in' },
  { name: 'main_video', kind: 'video', direction: 'out' },
  { name: 'depth', kind: 'video', direction: 'out' },
  { name: 'main_audio', kind: 'audio', direction: 'out', sampleRate: 48_000 },
];

/** An offer with one m-section each: its kind, direction and mid. */
function offer(...sections: [kind: string, direction: string, mid: string][]): string {
  const lines = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0'];
  for (const [kind, direction, mid] of sections) {
    lines.push(`m=${kind} 9 UDP/TLS/RTP/SAVPF 96`, 'a=ice-ufrag:abcd', 'a=fingerprint:sha-256 00');
    lines.push(`a=${direction}`, `a=mid:${mid}`);
  }
  return lines.map((line) => `${line}\r\n`).join('');
}

/** Each section as `mid:sent/received`. */
function plan(sdp: string, mapping?: readonly TrackMapping[], earlier: readonly SectionPlan[] = []): string[] {
  return planOffer(sdp, mapping, TRACKS, earlier).map(
    ({ mid, send, receive }) => `${mid}:${send?.name ?? '-'}/${receive?.name ?? '-'}`,
  );
}

describe('planOffer with a mapping', () => {
  const THREE = offer(['video', 'recvonly', '0'], ['audio', 'recvonly', '1'], ['video', 'sendonly', '2']);

  it('follows it', () => {
    expect(
      plan(THREE, [
        { mid: '0', name: 'depth', kind: 'video', direction: 'recvonly' },
        { mid: '1', name: 'main_audio', kind: 'audio', direction: 'recvonly' },
        { mid: '2', name: 'webcam', kind: 'video', direction: 'sendonly' },
      ]),
    ).toEqual(['0:depth/-', '1:main_audio/-', '2:-/webcam']);
  });

  it('takes an empty one for data alone', () => {
    const data = offer(['application', 'sendrecv', '0'], ['video', 'inactive', '1']);
    expect(plan(data, [])).toEqual([]);
  });

  it('refuses an empty one where there are sections for media', () => {
    expect(() => plan(THREE, [])).toThrow(
      expect.objectContaining({
        code: 'bad_sdp',
        field: 'track_mapping',
        message: 'track_mapping: it is empty, but the offer has media sections; name the track of each section',
      }),
    );
  });

  it.each([
    ['a track that is on two sections', '1', 'depth', "'depth' is named twice; only one section can carry it"],
    ['two tracks on one section', '0', 'main_video', "mid '0' carries 'depth' already; add a section for 'main_video'"],
  ])('refuses %s', (_what, mid, name, message) => {
    const two = offer(['video', 'recvonly', '0'], ['video', 'recvonly', '1']);
    const watch = (on: string, track: string): TrackMapping => ({
      mid: on,
      name: track,
      kind: 'video',
      direction: 'recvonly',
    });
    expect(() => plan(two, [watch('0', 'depth'), watch(mid, name)])).toThrow(
      expect.objectContaining({ code: 'bad_sdp', field: 'track_mapping[1]', message: `track_mapping[1]: ${message}` }),
    );
  });

  it.each([
    ['sendonly', 'recvonly', 'webcam', true],
    ['recvonly', 'sendonly', 'depth', true],
    ['sendonly', 'sendrecv', 'webcam', false],
    ['recvonly', 'sendrecv', 'depth', false],
    ['recvonly', 'inactive', 'depth', false],
  ] as [TrackMapping['direction'], string, string, boolean][])(
    'holds %s against a section that is %s',
    (direction, section, name, refused) => {
      const attempt = (): string[] =>
        plan(offer(['video', section, '0']), [{ mid: '0', name, kind: 'video', direction }]);
      if (!refused) expect(attempt()).toHaveLength(1);
      else expect(attempt).toThrow(`mid '0' is ${section} in the SDP and cannot carry a track that is ${direction}`);
    },
  );

  it.each([
    ['a mid that the offer does not have', { mid: '7', name: 'depth', kind: 'video', direction: 'recvonly' }],
    ['a section of another kind', { mid: '1', name: 'depth', kind: 'video', direction: 'recvonly' }],
    ['a name that the model does not have', { mid: '0', name: 'main', kind: 'video', direction: 'recvonly' }],
    ['an output that the client would send', { mid: '2', name: 'depth', kind: 'video', direction: 'sendonly' }],
    ['an input that the client would watch', { mid: '0', name: 'webcam', kind: 'video', direction: 'recvonly' }],
    ['a track of another kind', { mid: '0', name: 'main_audio', kind: 'video', direction: 'recvonly' }],
  ] as [string, TrackMapping][])('refuses %s and says where', (_what, entry) => {
    expect(() => plan(THREE, [entry])).toThrow(expect.objectContaining({ code: 'bad_sdp', field: 'track_mapping[0]' }));
  });
});

describe('planOffer without a mapping', () => {
  it.each([
    ['the first output and input to one section both ways', offer(['video', 'sendrecv', '0']), ['0:main_video/webcam']],
    ['an output to a section that only receives', offer(['video', 'recvonly', '0']), ['0:main_video/-']],
    ['an input to a section that only sends', offer(['video', 'sendonly', '0']), ['0:-/webcam']],
    ['nothing to an inactive section', offer(['video', 'inactive', '0']), []],
    [
      'further tracks to further sections, each once',
      offer(['video', 'sendrecv', '0'], ['video', 'sendrecv', '1'], ['video', 'sendrecv', '2']),
      ['0:main_video/webcam', '1:depth/-'],
    ],
    [
      'the track that a section is named after',
      offer(['video', 'recvonly', 'depth'], ['video', 'recvonly', 'main_video']),
      ['depth:depth/-', 'main_video:main_video/-'],
    ],
    ['sound to sound', offer(['audio', 'sendrecv', '0'], ['application', 'sendrecv', '1']), ['0:main_audio/-']],
  ])('gives %s', (_what, sdp, plans) => {
    expect(plan(sdp)).toEqual(plans);
  });
});

describe('planOffer', () => {
  it.each([
    ['nothing', ''],
    ['words', 'hello'],
    ['an SDP without media', 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n'],
    [
      '66 sections',
      offer(...Array.from({ length: 66 }, (_, i) => ['video', 'recvonly', String(i)] as [string, string, string])),
    ],
    ['an SDP without DTLS', offer(['video', 'recvonly', '0']).replaceAll('a=fingerprint', 'a=nothing')],
    ['an ICE name that is too short', offer(['video', 'recvonly', '0']).replaceAll('ufrag:abcd', 'ufrag:abc')],
    ['an ICE password that is too short', offer(['video', 'recvonly', '0']).replace('a=ice', 'a=ice-pwd:x\r\na=ice')],
  ])('refuses %s', (_what, sdp) => {
    expect(() => plan(sdp, [])).toThrow(expect.objectContaining({ code: 'bad_sdp', field: 'sdp' }));
  });
});

describe('planOffer for a further offer of a peer connection', () => {
  const watch = (mid: string, name: string): TrackMapping => ({ mid, name, kind: 'video', direction: 'recvonly' });
  const earlier = planOffer(
    offer(['video', 'recvonly', '0'], ['video', 'recvonly', '1']),
    [watch('0', 'depth')],
    TRACKS,
  );

  it.each([
    ['that says the same', ['video', 'recvonly', '0'], [watch('0', 'depth')]],
    ['that names no track', ['video', 'recvonly', '0'], []],
    ['without a mapping, where order says otherwise', ['video', 'recvonly', '0'], undefined],
    ['that rests', ['video', 'inactive', '0'], undefined],
  ] as [string, [string, string, string], TrackMapping[] | undefined][])(
    'keeps the track of a section %s',
    (_, section, mapping) => {
      expect(plan(offer(section), mapping, earlier)).toEqual(['0:depth/-']);
    },
  );

  it('gives new sections the tracks that are left', () => {
    const three = offer(['video', 'recvonly', '0'], ['video', 'recvonly', '2'], ['video', 'recvonly', '3']);
    expect(plan(three, undefined, earlier)).toEqual(['0:depth/-', '2:main_video/-']);
    expect(plan(three, [watch('3', 'main_video')], earlier)).toEqual(['0:depth/-', '3:main_video/-']);
  });

  it('lets a track go with the section that the client rejects, and come back on another', () => {
    const moved = offer(['video', 'inactive', '0'], ['video', 'recvonly', '2']).replace('m=video 9', 'm=video 0');
    expect(plan(moved, [watch('2', 'depth')], earlier)).toEqual(['2:depth/-']);
    const bundled = moved.replace('m=video 0 UDP/TLS/RTP/SAVPF 96', 'm=video 0 UDP/TLS/RTP/SAVPF 96\r\na=bundle-only');
    expect(() => plan(bundled, [watch('2', 'depth')], earlier)).toThrow("'depth' is on mid '0' already");
  });

  it.each([
    ['another track on its section', watch('0', 'main_video'), "mid '0' carries 'depth' already"],
    ['its track on another section', watch('1', 'depth'), "'depth' is on mid '0' already"],
  ])('refuses %s', (_, entry, message) => {
    const two = offer(['video', 'recvonly', '0'], ['video', 'recvonly', '1']);
    expect(() => plan(two, [entry], earlier)).toThrow(
      expect.objectContaining({
        code: 'bad_sdp',
        field: 'track_mapping[0]',
        message: expect.stringContaining(message),
      }),
    );
  });
});
