import { describe, expect, it } from '@jest/globals';
import type { Track } from '../../contract/index.js';
import { playsStereo } from './plays-stereo.js';

const SOUND: Track = { name: 'main_audio', kind: 'audio', direction: 'out' };

const offer = (parameters: string): string =>
  [
    'v=0',
    'm=audio 9 UDP/TLS/RTP/SAVPF 111 63',
    'a=mid:0',
    'a=rtpmap:111 opus/48000/2',
    `a=fmtp:111 ${parameters}`,
    'a=rtpmap:63 red/48000/2',
    'a=fmtp:63 111/111;stereo=1',
    '',
  ].join('\r\n');

describe('a client', () => {
  it.each([
    ['stereo=1', true],
    ['minptime=10;useinbandfec=1;stereo=1', true],
    ['minptime=10; stereo=1; useinbandfec=1', true],
    ['minptime=10;useinbandfec=1', false],
    ['stereo=0', false],
    ['sprop-stereo=1', false],
    ['stereo=10', false],
  ])('with %s plays stereo: %s', (parameters, plays) => {
    expect(playsStereo(offer(parameters), [{ mid: '0', send: SOUND }])).toBe(plays);
  });

  it('that is sent no sound plays none', () => {
    expect(playsStereo(offer('stereo=1'), [{ mid: '0', receive: SOUND }])).toBe(false);
    expect(playsStereo(offer('stereo=1'), [])).toBe(false);
  });
});
