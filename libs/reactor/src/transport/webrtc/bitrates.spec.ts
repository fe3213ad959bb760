import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { withInputBitrates, withOutputBitrates } from './bitrates.js';
import { DEFAULT_WEBRTC_OPTIONS } from './webrtc.options.js';

const OFFER = readFileSync(join(import.meta.dirname, '../../../../../test/samples/offer-2.12.3-chromium.sdp'), 'utf8');
const SHORT =
  'v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96 98\r\na=mid:0\r\na=rtpmap:96 VP8/90000\r\na=rtpmap:98 VP9/90000\r\na=fmtp:98 profile-id=0\r\n';

describe('bitrates of what the server sends', () => {
  const limits = { minKbps: 500, startKbps: 2500 };

  it('are added to the parameters of each codec', () => {
    expect(withOutputBitrates(SHORT, limits, new Set('0'))).toBe(
      'v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96 98\r\na=mid:0\r\na=rtpmap:96 VP8/90000\r\n' +
        'a=fmtp:96 x-google-min-bitrate=500;x-google-start-bitrate=2500\r\n' +
        'a=rtpmap:98 VP9/90000\r\na=fmtp:98 profile-id=0;x-google-min-bitrate=500;x-google-start-bitrate=2500\r\n',
    );
  });

  it('are in no section that is not sent on', () => {
    expect(withOutputBitrates(OFFER, limits, new Set(['1']))).toBe(OFFER);
    const [, first, , third] = withOutputBitrates(OFFER, limits, new Set(['0'])).split(/^(?=m=)/m);
    expect([first!.includes('x-google'), third!.includes('x-google')]).toEqual([true, false]);
  });
});

describe('bitrates of what clients send', () => {
  it.each([
    [{}, 'a=fmtp:96 x-google-start-bitrate=1500'],
    [{ inputMaxKbps: 3_000 }, 'a=fmtp:96 x-google-start-bitrate=1500;x-google-max-bitrate=3000'],
    [{ inputStartKbps: 0, inputMaxKbps: 800 }, 'a=fmtp:96 x-google-max-bitrate=800'],
  ])('are with %j in the answer as %s', (options, line) => {
    const answer = withInputBitrates(SHORT, { ...DEFAULT_WEBRTC_OPTIONS, ...options }, new Set('0'));
    expect(answer).toContain(`${line}\r\n`);
    expect(withInputBitrates(SHORT, { ...DEFAULT_WEBRTC_OPTIONS, ...options }, new Set())).toBe(SHORT);
  });

  it('are left to the client where the application says so', () => {
    const off = { inputStartKbps: 0, inputMaxKbps: 0 };
    expect(withInputBitrates(SHORT, off, new Set('0'))).toBe(SHORT);
  });
});
