import { describe, expect, it } from '@jest/globals';
import { announcedCandidates, withAnnouncedAddresses } from './announced-addresses.js';

const OWN = 'candidate:3217 1 udp 2122260223 10.0.0.7 40003 typ host generation 0 ufrag aB3/ network-id 1';

describe('announcedCandidates', () => {
  it('are the same port under each address of the family, after its own', () => {
    expect(announcedCandidates(OWN, ['203.0.113.9', '2001:db8::9', '198.51.100.4'])).toEqual([
      'candidate:32170 1 udp 2122259967 203.0.113.9 40003 typ host generation 0 ufrag aB3/ network-id 1',
      'candidate:32172 1 udp 2122259455 198.51.100.4 40003 typ host generation 0 ufrag aB3/ network-id 1',
    ]);
  });

  it('serve IPv6 as well', () => {
    const own = OWN.replace('10.0.0.7', 'fd00::7');
    expect(announcedCandidates(own, ['203.0.113.9', '2001:db8::9'])).toEqual([
      'candidate:32171 1 udp 2122259711 2001:db8::9 40003 typ host generation 0 ufrag aB3/ network-id 1',
    ]);
  });

  it('serve TCP where it listens', () => {
    const listens = 'candidate:1 1 tcp 1518280447 10.0.0.7 40003 typ host tcptype passive generation 0';
    expect(announcedCandidates(listens, ['203.0.113.9'])).toEqual([
      'candidate:10 1 tcp 1518280191 203.0.113.9 40003 typ host tcptype passive generation 0',
    ]);
  });

  it('are none for the address that is its own', () => {
    expect(announcedCandidates(OWN, ['10.0.0.7'])).toEqual([]);
  });

  it.each([
    ['of a STUN server', 'candidate:1 1 udp 1686052607 203.0.113.1 40003 typ srflx raddr 10.0.0.7 rport 40003'],
    ['of a relay', 'candidate:1 1 udp 41885439 203.0.113.2 50000 typ relay raddr 203.0.113.1 rport 40003'],
    ['that call over TCP', 'candidate:1 1 tcp 1518280447 10.0.0.7 9 typ host tcptype active'],
    ['of the loopback interface', OWN.replace('10.0.0.7', '127.0.0.1')],
    ['of the loopback interface in IPv6', OWN.replace('10.0.0.7', '::1')],
    ['with a name for an address', OWN.replace('10.0.0.7', 'a.local')],
    ['that are empty', ''],
  ])('are none for candidates %s', (_, candidate) => {
    expect(announcedCandidates(candidate, ['198.51.100.4', '2001:db8::9'])).toEqual([]);
  });

  it('keep a foundation as short as it may be', () => {
    const long = OWN.replace('3217', '9'.repeat(32));
    expect(announcedCandidates(long, ['203.0.113.9'])[0]).toMatch(/^candidate:\d{32} 1 /);
  });
});

describe('withAnnouncedAddresses', () => {
  const answer = ['v=0', 'm=video 9 UDP/TLS/RTP/SAVPF 96', `a=${OWN}`, 'a=end-of-candidates', ''].join('\r\n');

  it('puts them behind each of the answer’s own', () => {
    expect(withAnnouncedAddresses(answer, ['203.0.113.9']).split('\r\n')).toEqual([
      'v=0',
      'm=video 9 UDP/TLS/RTP/SAVPF 96',
      `a=${OWN}`,
      'a=candidate:32170 1 udp 2122259967 203.0.113.9 40003 typ host generation 0 ufrag aB3/ network-id 1',
      'a=end-of-candidates',
      '',
    ]);
  });

  it('changes nothing where none is announced', () => {
    expect(withAnnouncedAddresses(answer, [])).toBe(answer);
  });
});
