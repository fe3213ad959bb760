import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { withPreferredCodecs } from './codec-preference.js';

const CHROMIUM = readFileSync(
  join(import.meta.dirname, '../../../../../test/samples/offer-2.2.1-chromium.sdp'),
  'utf8',
);

const line = (sdp: string): string[] => /^m=video .*$/m.exec(sdp)?.[0].split(' ').slice(3) ?? [];

/** An offer of one section. @param formats what each payload type from 96 on is: a codec, and a profile of VP9 */
function offerOf(...formats: readonly string[]): string {
  const types = formats.map((_, i) => 96 + i);
  const lines = formats.flatMap((format, i) => {
    const [name, profile] = format.split(' ');
    return [
      `a=rtpmap:${96 + i} ${name}/90000`,
      ...(profile === undefined ? [] : [`a=fmtp:${96 + i} x=1;profile-id=${profile}`]),
    ];
  });
  return ['v=0', `m=video 9 UDP/TLS/RTP/SAVPF ${types.join(' ')}`, 'a=mid:0', ...lines]
    .map((text) => `${text}\r\n`)
    .join('');
}

describe('withPreferredCodecs', () => {
  it('puts the preferred ones first, in order, and keeps every other', () => {
    const sorted = line(withPreferredCodecs(CHROMIUM, ['VP9', 'VP8']));
    expect(sorted.slice(0, 3)).toEqual(['98', '100', '96']);
    expect([...sorted].sort()).toEqual([...line(CHROMIUM)].sort());
  });

  it('changes nothing but the m-lines of video', () => {
    const without = (sdp: string): string => sdp.replaceAll(/^m=video .*$/gm, '');
    expect(without(withPreferredCodecs(CHROMIUM, ['AV1']))).toBe(without(CHROMIUM));
    const sound = 'v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111 0\r\na=rtpmap:111 opus/48000/2\r\n';
    expect(withPreferredCodecs(sound, ['AV1'])).toBe(sound);
  });

  it('puts the profile of 8-bit VP9 before the others, in whichever order the client has them', () => {
    expect(line(withPreferredCodecs(offerOf('VP8', 'VP9 2', 'VP9 1', 'vp9', 'H264'), ['vp9']))).toEqual([
      '99',
      '97',
      '98',
      '96',
      '100',
    ]);
  });
});
