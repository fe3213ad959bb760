import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  hasSoundIce,
  iceCredentialsOf,
  splitSdp,
  offersData,
  withoutOrientation,
  withEndOfCandidates,
  withoutClashingRtx,
} from './sdp.js';

const samples = join(import.meta.dirname, '../../../../../test/samples');
const read = (name: string): string => readFileSync(join(samples, name), 'utf8');

/** RTX payload types of each section, with what they repair. */
function rtxOf(sdp: string): string[][] {
  return splitSdp(sdp).sections.map(({ text }) =>
    [...text.matchAll(/^a=rtpmap:(\d+) rtx/gm)].map(
      ([, type]) => `${type}->${new RegExp(`^a=fmtp:${type} apt=(\\d+)`, 'm').exec(text)?.[1]}`,
    ),
  );
}

describe('withoutClashingRtx', () => {
  const offer = read('offer-2.12.3-chromium.sdp');
  const cleaned = withoutClashingRtx(offer);

  it('removes from later sections what means something else in an earlier one', () => {
    const [first, , third] = rtxOf(offer);
    expect(first).toContain('103->102');
    expect(third).toContain('103->121');
    const [kept, , left] = rtxOf(cleaned);
    expect(kept).toEqual(first);
    expect(left).toEqual(['97->96', '46->45', '101->100', '119->118']);
  });

  it('takes them off the media line and removes every line about them', () => {
    const section = splitSdp(cleaned).sections.at(2)?.text ?? '';
    expect(section.split('\r\n')[0]).toBe(
      'm=video 9 UDP/TLS/RTP/SAVPF 96 97 121 122 123 124 125 126 45 46 127 100 101 118 119 120',
    );
    expect(section).not.toMatch(/^a=(rtpmap|fmtp|rtcp-fb):103\b/m);
  });

  it.each(['offer-2.2.1-chromium.sdp', 'offer-2.9.0-chromium.sdp'])('leaves %s as it is', (name) => {
    expect(withoutClashingRtx(read(name))).toBe(read(name));
  });
});

describe('withEndOfCandidates', () => {
  it('ends each section that has candidates, once', () => {
    const once = withEndOfCandidates(read('offer-2.9.0-chromium.sdp'));
    expect(once.match(/^a=end-of-candidates\r$/gm)).toHaveLength(4);
    expect(withEndOfCandidates(once)).toBe(once);
  });

  it('adds nothing where the candidates trickle', () => {
    expect(withEndOfCandidates(read('offer-2.12.3-chromium.sdp'))).toBe(read('offer-2.12.3-chromium.sdp'));
  });
});

describe('withoutOrientation', () => {
  it('leaves out that extension alone, in each section', () => {
    const sdp = read('offer-2.12.3-chromium.sdp');
    const extensions = (text: string): string[] => text.match(/^a=extmap:.*$/gm) ?? [];
    const rotation = extensions(sdp).filter((line) => line.includes('urn:3gpp:video-orientation'));
    expect(rotation).toHaveLength(2);
    expect(extensions(withoutOrientation(sdp))).toEqual(extensions(sdp).filter((line) => !rotation.includes(line)));
  });
});

describe('offersData', () => {
  it.each([
    ['a section for data', 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel', true],
    ['one that is rejected', 'm=application 0 UDP/DTLS/SCTP webrtc-datachannel', false],
    ['none', 'm=video 9 UDP/TLS/RTP/SAVPF 96', false],
  ])('tells of %s', (_what, line, offered) => {
    expect(offersData(`v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n${line}\r\n`)).toBe(offered);
  });
});

describe('ICE credentials', () => {
  const offer = read('offer-2.12.3-chromium.sdp');

  it('are those of the first section', () => {
    const [, name] = /^a=ice-ufrag:(.*)\r$/m.exec(offer)!;
    const [, password] = /^a=ice-pwd:(.*)\r$/m.exec(offer)!;
    expect(iceCredentialsOf(offer)).toBe(`${name} ${password}`);
    expect(iceCredentialsOf(offer.replaceAll('\r\n', '\n'))).toBe(`${name} ${password}`);
  });

  it.each([
    [4, 22, true],
    [256, 256, true],
    [3, 22, false],
    [257, 22, false],
    [4, 21, false],
    [4, 257, false],
  ])('of %i and %i characters are sound: %s', (name, password, sound) => {
    const sdp = offer
      .replace(/^a=ice-ufrag:.*\r$/m, `a=ice-ufrag:${'n'.repeat(name)}\r`)
      .replace(/^a=ice-pwd:.*\r$/m, `a=ice-pwd:${'p'.repeat(password)}\r`);
    expect(hasSoundIce(sdp)).toBe(sound);
  });
});
