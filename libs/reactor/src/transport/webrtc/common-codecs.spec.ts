import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkCodecs } from './common-codecs.js';

const OFFER = readFileSync(join(import.meta.dirname, '../../../../../test/samples/offer-2.9.0-chromium.sdp'), 'utf8');

/** The offer whose section of that index, from 0, is left with these payload types. */
function reduced(index: number, ...types: string[]): string {
  return OFFER.split(/^(?=m=)/m)
    .map((section, i) =>
      i === index + 1
        ? section
            .replace(/^(m=\S+ \S+ \S+) .*\r$/m, `$1 ${types.join(' ')}\r`)
            .replaceAll(/^a=(?:rtpmap|fmtp|rtcp-fb):(\d+).*\r\n/gm, (line, type: string) =>
              types.includes(type) ? line : '',
            )
        : section,
    )
    .join('');
}

describe('checkCodecs', () => {
  it.each([
    ['a whole offer', OFFER],
    ['one codec beside H264', reduced(0, '102', '98')],
    ['a codec that needs no name', reduced(1, '0').replaceAll(/^a=rtpmap:0 .*\r\n/gm, '')],
    ['a rejected section', reduced(0, '102').replace(/^m=video \d+/m, 'm=video 0')],
  ])('takes %s', (_what, offer) => {
    expect(() => checkCodecs(offer)).not.toThrow();
  });

  it.each([
    [
      'video that the client watches',
      reduced(0, '102', '103'),
      "mid '0' offers no video codec that this engine supports: offer one of VP8, VP9, AV1 (it has H264, rtx)",
    ],
    [
      'video that it sends',
      reduced(2, '102'),
      "mid '2' offers no video codec that this engine supports: offer one of VP8, VP9, AV1 (it has H264)",
    ],
    [
      'sound',
      reduced(1, '13'),
      "mid '1' offers no audio codec that this engine supports: offer one of opus, G722, PCMU, PCMA, ISAC, ILBC (it has CN)",
    ],
    ['a section of nothing', reduced(0, '99999'), '(it has none)'],
  ])('refuses %s without a common codec, and says which there are', (_what, offer, message) => {
    expect(() => checkCodecs(offer)).toThrow(
      expect.objectContaining({ code: 'bad_sdp', field: 'sdp', message: expect.stringContaining(message) }),
    );
  });
});
