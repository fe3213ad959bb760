import type { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { clientAddress } from './client-address.js';

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
