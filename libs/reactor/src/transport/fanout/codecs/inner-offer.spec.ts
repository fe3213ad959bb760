import { describe, expect, it } from '@jest/globals';
import { withStereo } from './inner-offer.js';

describe('the answer to an encoder of sound', () => {
  it.each([
    ['a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10\r\n', 'a=fmtp:111 minptime=10;stereo=1\r\n'],
    ['a=rtpmap:96 OPUS/48000/2\r\n', 'a=fmtp:96 stereo=1\r\n'],
  ])('asks for both channels: %j', (answer, parameters) => {
    expect(withStereo(`${answer}a=sendrecv\r\n`)).toBe(`${answer.split('\r\n')[0]}\r\n${parameters}a=sendrecv\r\n`);
  });

  it('is as it was for pictures', () => {
    const answer = 'a=rtpmap:96 VP8/90000\r\na=fmtp:96 max-fs=12288\r\n';
    expect(withStereo(answer)).toBe(answer);
  });
});
