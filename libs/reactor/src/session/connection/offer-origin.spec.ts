import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { originOf } from './offer-origin.js';

const OFFER = readFileSync(join(import.meta.dirname, '../../../../../test/samples/offer-2.12.3-chromium.sdp'), 'utf8');
const ORIGIN = 'o=- 8011981118773658013 2 IN IP4 127.0.0.1';
const FINGERPRINT = /^a=fingerprint:sha-256 .*$/m.exec(OFFER)![0];

describe('the origin of an offer', () => {
  const { peerConnection, version } = originOf(OFFER)!;

  it.each([
    ['is an ICE restart', OFFER.replaceAll(/^a=ice-(ufrag|pwd):.*$/gm, 'a=ice-$1:otherOTHERotherOTHERother')],
    ['has a section more', `${OFFER}m=video 9 UDP/TLS/RTP/SAVPF 96\r\n${FINGERPRINT}\r\na=mid:9\r\n`],
    ['names another address', OFFER.replace(ORIGIN, 'o=- 8011981118773658013 3 IN IP6 fd00::1')],
    ['writes its fingerprint small', OFFER.replaceAll(FINGERPRINT, FINGERPRINT.toLowerCase())],
    ['says its fingerprint once for all sections', once(OFFER)],
    ['ends its lines with LF alone', OFFER.replaceAll('\r\n', '\n')],
  ])('is the same where it %s', (_, sdp) => {
    expect(originOf(sdp)?.peerConnection).toBe(peerConnection);
  });

  it.each([
    ['another session id', OFFER.replace(ORIGIN, 'o=- 8011981118773658014 3 IN IP4 127.0.0.1')],
    ['another user', OFFER.replace(ORIGIN, 'o=mozilla 8011981118773658013 3 IN IP4 127.0.0.1')],
    ['another fingerprint', OFFER.replaceAll(FINGERPRINT, 'a=fingerprint:sha-256 00:11')],
    ['another fingerprint in one section', OFFER.replace(FINGERPRINT, 'a=fingerprint:sha-256 00:11')],
    ['a further fingerprint', OFFER.replace(FINGERPRINT, `${FINGERPRINT}\r\na=fingerprint:sha-1 00:11`)],
  ])('is another with %s', (_, sdp) => {
    expect(originOf(sdp)?.peerConnection).not.toBe(peerConnection);
  });

  it('counts its offers exactly, beyond what a number holds', () => {
    const at = (count: string): bigint => originOf(OFFER.replace(ORIGIN, ORIGIN.replace(' 2 ', ` ${count} `)))!.version;
    expect(version).toBe(2n);
    expect(at('18446744073709551615') > at('18446744073709551614')).toBe(true);
  });

  it.each([
    ['no origin', OFFER.replace(`${ORIGIN}\r\n`, '')],
    ['an origin cut short', OFFER.replace(ORIGIN, 'o=- 8011981118773658013')],
    ['a version that is no number', OFFER.replace(ORIGIN, 'o=- 8011981118773658013 two IN IP4 127.0.0.1')],
    ['no fingerprint', OFFER.replaceAll(FINGERPRINT, 'a=x')],
    ['nothing', ''],
  ])('is unknown with %s', (_, sdp) => {
    expect(originOf(sdp)).toBeUndefined();
  });
});

/** The session's part alone carries it, as RFC 8829 allows. */
function once(sdp: string): string {
  return sdp.replaceAll(`${FINGERPRINT}\r\n`, '').replace('t=0 0\r\n', `t=0 0\r\n${FINGERPRINT}\r\n`);
}
