import type { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { clientAddress, senderAddress } from './client-address.js';

function requestFrom(remoteAddress: string | undefined, forwarded?: string): Parameters<typeof clientAddress>[0] {
  return {
    socket: { remoteAddress } as Socket,
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  };
}

const nobody = (): boolean => false;

describe('an address is counted', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
  ])('%s as %s', (address, counted) => {
    expect(clientAddress(requestFrom(address), nobody)).toBe(counted);
  });

  it('as nothing where the socket is gone', () => {
    expect(clientAddress(requestFrom(undefined), nobody)).toBe('');
  });
});

describe('what proxies say', () => {
  it.each([
    ['nobody is trusted', nobody, '10.0.0.1'],
    ['all are', () => true, '198.51.100.1'],
    ['one hop is', (_: string, hop: number) => hop < 1, '203.0.113.9'],
    ['those in 10/8 are', (address: string) => address.startsWith('10.'), '203.0.113.9'],
  ])('counts as far as %s', (_what, trusts, counted) => {
    expect(clientAddress(requestFrom('10.0.0.1', '198.51.100.1, 203.0.113.9'), trusts)).toBe(counted);
  });

  it.each(['rubbish', ',', ' '])('may be %j without harm', (forwarded) => {
    expect(() => clientAddress(requestFrom('10.0.0.1', forwarded), () => true)).not.toThrow();
  });
});

describe('the whole address of a sender is', () => {
  const trustsLocal = (address: string): boolean => address === '127.0.0.1';

  it.each<[string, string | undefined, string, string | undefined, string | undefined]>([
    ['that of the socket', '192.168.1.9', 'nobody', undefined, '192.168.1.9'],
    ['not cut to a network', '2001:db8::9', 'nobody', undefined, '2001:db8::9'],
    ['without the zone of the server', 'fe80::1%eth0', 'nobody', undefined, 'fe80::1'],
    ['what a trusted proxy says', '127.0.0.1', 'local', '203.0.113.7', '203.0.113.7'],
    ['that of a trusted proxy itself, where it forwards for none', '127.0.0.1', 'local', undefined, '127.0.0.1'],
    ['not known behind a proxy that is not trusted', '127.0.0.1', 'nobody', '203.0.113.7', undefined],
    ['not known behind two, one of them trusted', '127.0.0.1', 'local', '203.0.113.7, 10.0.0.2', undefined],
  ])('%s', (_what, remote, trusted, forwarded, expected) => {
    expect(senderAddress(requestFrom(remote, forwarded), trusted === 'local' ? trustsLocal : nobody)).toBe(expected);
  });

  it.each(['forwarded', 'x-real-ip'])('not known where %s says that it was forwarded', (header) => {
    const request = { ...requestFrom('127.0.0.1'), headers: { [header]: 'for=203.0.113.7' } };
    expect(senderAddress(request, trustsLocal)).toBeUndefined();
  });
});
