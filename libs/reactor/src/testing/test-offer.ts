import type { Track } from '../contract/index.js';
import type { TrackMapping } from '../session/index.js';

/** An offer for every track of a model, as far as an engine without a network reads one. */
export function testOffer(tracks: readonly Track[]): {
  readonly sdp: string;
  readonly tracks: readonly TrackMapping[];
} {
  const mapping = tracks.map((track, i): TrackMapping => {
    return {
      mid: String(i),
      name: track.name,
      kind: track.kind,
      direction: track.direction === 'out' ? 'recvonly' : 'sendonly',
    };
  });
  const sections = mapping.map(({ mid, kind, direction }) => [
    `m=${kind} 9 UDP/TLS/RTP/SAVPF 96`,
    `a=mid:${mid}`,
    `a=${direction}`,
  ]);
  const lines = [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=ice-ufrag:test',
    'a=fingerprint:sha-256 00',
    ...(sections.length === 0 ? [['m=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'a=mid:0']] : sections).flat(),
  ];
  return { sdp: lines.map((line) => `${line}\r\n`).join(''), tracks: mapping };
}
