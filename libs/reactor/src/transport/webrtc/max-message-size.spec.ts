import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { maxMessageSizeOf, withOwnMaxMessageSize } from './max-message-size.js';

const offer = (attribute: string, port = 9): string =>
  `v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=max-message-size:7\r\nm=application ${port} UDP/DTLS/SCTP webrtc-datachannel\r\n${attribute}`;

describe('the largest message that a client takes', () => {
  it.each([
    ['what it says', offer('a=max-message-size:1000\r\n'), 1_000],
    ['65536 where it says nothing', offer('a=sctp-port:5000\r\n'), 65_536],
    ['any where it says zero', offer('a=max-message-size:0\r\n'), Infinity],
    ['65536 where it says no number', offer('a=max-message-size:many\r\n'), 65_536],
    ['beside the point where its section is rejected', offer('a=max-message-size:1000\r\n', 0), Infinity],
    ['beside the point where it has no such section', 'v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n', Infinity],
    [
      'what Chromium says',
      readFileSync(join(import.meta.dirname, '../../../../../test/samples/offer-2.9.0-chromium.sdp'), 'utf8'),
      262_144,
    ],
  ])('is %s', (_what, sdp, bytes) => {
    expect(maxMessageSizeOf(sdp)).toBe(bytes);
  });
});

describe('what an answer says that the server takes', () => {
  it.each(['', 'a=max-message-size:120\r\n', 'a=max-message-size:262144\r\n'])(
    'is 262144 in place of %j',
    (attribute) => {
      const answer = withOwnMaxMessageSize(offer(attribute));
      expect(answer).toBe(offer('a=max-message-size:262144\r\n'));
    },
  );

  it('is nothing for a section that is rejected', () => {
    expect(withOwnMaxMessageSize(offer('a=sctp-port:5000\r\n', 0))).toBe(offer('a=sctp-port:5000\r\n', 0));
  });
});
