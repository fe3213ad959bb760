import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Fanout, type FanoutEvent, loadFanout, type PeerId } from './index.js';
import { SERVER } from './pair.fixture.js';

const SAMPLES = join(import.meta.dirname, '..', '..', '..', 'test', 'samples');
const sdpOf = (name: string): string => readFileSync(join(SAMPLES, name), 'utf8').replaceAll(/\r?\n/g, '\r\n');

/** As Firefox writes it: audio first, its own order and numbers of codecs, extensions numbered per kind, no SSRC. */
const FIREFOX = `v=0
o=mozilla...THIS_IS_SDPARTA-99.0 5167281094836472110 0 IN IP4 0.0.0.0
s=-
t=0 0
a=fingerprint:sha-256 8B:87:09:8A:5D:C2:F3:33:EF:C5:B1:F6:84:3A:3D:D6:A3:E2:9C:17:4C:E7:46:3B:1B:CE:84:98:DD:8E:AF:7B
a=group:BUNDLE 0 1 2
a=ice-options:trickle
a=msid-semantic:WMS *
m=audio 9 UDP/TLS/RTP/SAVPF 109 9 0 8 101
c=IN IP4 0.0.0.0
a=recvonly
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1
a=fmtp:101 0-15
a=ice-pwd:b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5
a=ice-ufrag:a1a1a1a1
a=mid:0
a=rtcp-mux
a=rtpmap:109 opus/48000/2
a=rtpmap:9 G722/8000/1
a=rtpmap:0 PCMU/8000
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000/1
a=setup:actpass
m=video 9 UDP/TLS/RTP/SAVPF 120 124 121 125 126 127 97 98 123 122 119
c=IN IP4 0.0.0.0
a=recvonly
a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
a=extmap:4 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
a=extmap:5 urn:ietf:params:rtp-hdrext:toffset
a=extmap:6/recvonly http://www.webrtc.org/experiments/rtp-hdrext/playout-delay
a=extmap:7 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=fmtp:126 profile-level-id=42e01f;level-asymmetry-allowed=1;packetization-mode=1
a=fmtp:97 profile-level-id=42e01f;level-asymmetry-allowed=1
a=fmtp:120 max-fs=12288;max-fr=60
a=fmtp:124 apt=120
a=fmtp:121 max-fs=12288;max-fr=60
a=fmtp:125 apt=121
a=fmtp:127 apt=126
a=fmtp:98 apt=97
a=fmtp:119 apt=122
a=ice-pwd:b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5
a=ice-ufrag:a1a1a1a1
a=mid:1
a=rtcp-fb:120 nack
a=rtcp-fb:120 nack pli
a=rtcp-fb:120 ccm fir
a=rtcp-fb:120 goog-remb
a=rtcp-fb:120 transport-cc
a=rtcp-fb:121 nack
a=rtcp-fb:121 nack pli
a=rtcp-fb:121 transport-cc
a=rtcp-fb:126 nack
a=rtcp-fb:126 nack pli
a=rtcp-fb:126 transport-cc
a=rtcp-mux
a=rtcp-rsize
a=rtpmap:120 VP8/90000
a=rtpmap:124 rtx/90000
a=rtpmap:121 VP9/90000
a=rtpmap:125 rtx/90000
a=rtpmap:126 H264/90000
a=rtpmap:127 rtx/90000
a=rtpmap:97 H264/90000
a=rtpmap:98 rtx/90000
a=rtpmap:123 ulpfec/90000
a=rtpmap:122 red/90000
a=rtpmap:119 rtx/90000
a=setup:actpass
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 0.0.0.0
a=sendrecv
a=ice-pwd:b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5
a=ice-ufrag:a1a1a1a1
a=mid:2
a=setup:actpass
a=sctp-port:5000
a=max-message-size:1073741823
`.replaceAll('\n', '\r\n');

/** Lines of each media section, the session's own first. */
const sections = (sdp: string): string[][] => sdp.split(/\r\n(?=m=)/).map((section) => section.trim().split('\r\n'));
const mirrored: Readonly<Record<string, string>> = {
  'a=recvonly': 'a=sendonly',
  'a=sendonly': 'a=recvonly',
  'a=sendrecv': 'a=sendrecv',
};
const directionOf = (section: readonly string[]): string | undefined => section.find((line) => line in mirrored);
const matching = (section: readonly string[], start: string): string[] =>
  section.filter((line) => line.startsWith(start));

describe.each([...readdirSync(SAMPLES).filter((name) => name.startsWith('offer-')), 'Firefox'])(
  'the answer to %s',
  (name) => {
    const offer = name === 'Firefox' ? FIREFOX : sdpOf(name);
    let server: Fanout;
    let viewer: PeerId;
    let offered: string[][];
    let answered: string[][];

    beforeAll(async () => {
      server = await loadFanout();
      viewer = server.createPeer({
        role: 'answerer',
        candidates: [SERVER],
        startKbps: 2500,
        playoutDelayMs: { min: 0, max: 0 },
      });
      offered = sections(offer);
      answered = sections(server.acceptOffer(viewer, offer));
    });

    it('has the sections of the offer, and mirrors their directions', () => {
      const kinds = (description: string[][]): string[] => description.slice(1).map(([first]) => first!.split(' ')[0]!);
      expect(kinds(answered)).toEqual(kinds(offered));
      for (const [index, section] of offered.entries()) {
        if (!section[0]!.startsWith('m=application')) {
          expect(directionOf(answered[index]!)).toBe(mirrored[directionOf(section) ?? '']);
        }
        expect(matching(answered[index]!, 'a=mid:')).toEqual(matching(section, 'a=mid:'));
      }
    });

    it('keeps the numbers that the client gave to codecs and their retransmissions', () => {
      const first = offered.findIndex(([line]) => line!.startsWith('m=video'));
      const numbers = matching(answered[first]!, 'a=rtpmap:');
      expect(numbers.length).toBeGreaterThan(2);
      expect(numbers.filter((line) => !offered[first]!.includes(line))).toEqual([]);
      const retransmitted = matching(answered[first]!, 'a=fmtp:').filter((line) => line.includes('apt='));
      expect(retransmitted.filter((line) => !offered[first]!.includes(line))).toEqual([]);
    });

    it('answers lite, passive, with transport-wide feedback, retransmission, playout delay and large messages', () => {
      const lines = answered.flat();
      expect(lines).toContain('a=ice-lite');
      expect(matching(lines, 'a=setup:').every((line) => line === 'a=setup:passive')).toBe(true);
      expect(lines.some((line) => /^a=rtcp-fb:\d+ transport-cc$/.test(line))).toBe(true);
      expect(lines.some((line) => /^a=rtcp-fb:\d+ nack pli$/.test(line))).toBe(true);
      const delays = (description: readonly string[]): string[] =>
        matching(description, 'a=extmap:').filter((line) => line.endsWith('/playout-delay'));
      expect(delays(lines).map((line) => Number.parseInt(line.slice(9), 10))).toEqual(
        delays(offered.flat()).map((line) => Number.parseInt(line.slice(9), 10)),
      );
      expect(lines).toContain('a=max-message-size:262144');
    });

    it('reports the sections', () => {
      const events: FanoutEvent[] = [];
      server.poll({ transmit: () => {}, event: (event) => void events.push(event) });
      const media = events.filter((event) => event.type === 'media');
      expect(media.map(({ mid }) => `a=mid:${mid}`)).toEqual(
        offered
          .filter(([first]) => /^m=(?:video|audio)/.test(first!))
          .map((section) => matching(section, 'a=mid:')[0]!),
      );
    });
  },
);
