import { describe, expect, it } from '@jest/globals';
import type { SectionPlan } from '../webrtc/offer-plan.js';
import { offerForEngine } from './offer-for-engine.js';

const NAMES: Readonly<Record<string, string>> = {
  96: 'VP8/90000',
  97: 'rtx/90000',
  98: 'VP9/90000',
  100: 'VP9/90000',
  45: 'AV1/90000',
  102: 'H264/90000',
  103: 'H264/90000',
  104: 'H264/90000',
  105: 'H264/90000',
  106: 'rtx/90000',
  111: 'opus/48000/2',
};
const PARAMETERS: Readonly<Record<string, string>> = {
  97: 'apt=96',
  98: 'profile-id=2',
  100: 'profile-id=0',
  103: 'level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f',
  104: 'packetization-mode=1;profile-level-id=64001f',
  105: 'profile-level-id=42E01F;packetization-mode=1',
  106: 'apt=105',
};

function sectionOf(kind: string, ...types: readonly number[]): string {
  const lines = types.flatMap((type) => [
    `a=rtpmap:${type} ${NAMES[type]}`,
    ...(PARAMETERS[type] === undefined ? [] : [`a=fmtp:${type} ${PARAMETERS[type]}`]),
  ]);
  return [`m=${kind} 9 UDP/TLS/RTP/SAVPF ${types.join(' ')}`, 'a=mid:0', ...lines, ''].join('\r\n');
}

const offerOf = (section: string): string => ['v=0', 's=-', 't=0 0', section].join('\r\n');

const SENT: SectionPlan = { mid: '0', send: { name: 'main_video', kind: 'video', direction: 'out' } };
const RECEIVED: SectionPlan = { mid: '0', receive: { name: 'webcam', kind: 'video', direction: 'in' } };

const typesOf = (sdp: string): string => /^m=\S+ \S+ \S+ (.*)\r$/m.exec(sdp)![1]!;

describe('offerForEngine', () => {
  it.each([
    ['the first preferred codec', [45, 96, 97], ['VP8'], 'VP8', '96 97'],
    ["the client's first where it has none of the preferred", [45, 96, 97], ['VP9'], 'AV1', '45'],
    ['the profile of 8 bits', [98, 100], ['VP8'], 'VP9', '100'],
    ['the next where a profile is not ours', [98, 96], ['VP9'], 'VP8', '96'],
  ] as const)('leaves %s', (_what, types, preferred, codec, left) => {
    const { sdp, codecs } = offerForEngine(offerOf(sectionOf('video', ...types)), [SENT], preferred, false);
    expect([codecs.get('0'), typesOf(sdp)]).toEqual([codec, left]);
  });

  it.each([
    ['in whole frames and parts, of the profile that we encode', [102, 103, 104, 105, 106], '105 106', 'H264'],
    ['not at all where only other profiles are offered', [104, 96, 97], '96 97', 'VP8'],
  ] as const)('sends H.264 %s', (_what, types, left, codec) => {
    const { sdp, codecs } = offerForEngine(offerOf(sectionOf('video', ...types)), [SENT], ['H264'], true);
    expect([codecs.get('0'), typesOf(sdp)]).toEqual([codec, left]);
  });

  it('sends no H.264 where nobody encodes it, and none on a section that also receives', () => {
    const offer = offerOf(sectionOf('video', 105, 106, 96, 97));
    expect(offerForEngine(offer, [SENT], ['H264'], false).codecs.get('0')).toBe('VP8');
    expect(offerForEngine(offer, [{ ...SENT, ...RECEIVED }], ['H264'], true).codecs.get('0')).toBe('VP8');
  });

  it('leaves all of ours where the client sends', () => {
    const { sdp, codecs } = offerForEngine(offerOf(sectionOf('video', 96, 97, 45, 102)), [RECEIVED], ['AV1'], true);
    expect([codecs.size, typesOf(sdp)]).toEqual([0, '96 97 45']);
  });

  it.each([
    ['video', [102], 'offers no video codec that this engine supports: offer one of VP8, VP9, AV1 (it has H264)'],
    ['audio', [96], 'offers no audio codec that this engine supports: offer one of opus (it has VP8)'],
  ] as const)('refuses %s of other codecs, and says which it has', (kind, types, message) => {
    expect(() => offerForEngine(offerOf(sectionOf(kind, ...types)), [SENT], ['VP8'], false)).toThrow(message);
  });

  it('leaves a section as it is that carries nothing of the model', () => {
    const offer = offerOf(sectionOf('video', 102));
    expect(offerForEngine(offer, [], ['VP8'], true).sdp).toBe(offer);
  });
});
