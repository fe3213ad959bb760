import { describe, expect, it } from '@jest/globals';
import { Addresses, candidateAddress } from './addresses.js';

describe('an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8::1', '2001:db8::1'],
    ['2001:0DB8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
    ['::', '::'],
    ['::1', '::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:192.0.2.1', '::ffff:c000:201'],
  ])('%s goes into the engine and comes out as %s', (address, expected) => {
    const addresses = new Addresses();
    const through = (protocol?: 'udp' | 'tcp') =>
      addresses.decode(Buffer.from(addresses.encode({ address, port: 65_535, ...(protocol && { protocol }) })));
    expect(through()).toEqual({ address: expected, port: 65_535 });
    expect(through('udp')).toEqual({ address: expected, port: 65_535 });
    expect(through('tcp')).toEqual({ address: expected, port: 65_535, protocol: 'tcp' });
  });

  it('of a candidate is written as the engine reads it', () => {
    expect(candidateAddress({ address: '192.0.2.1', port: 1 })).toBe('udp 192.0.2.1:1');
    expect(candidateAddress({ address: '2001:db8::1', port: 1, protocol: 'tcp' })).toBe('tcp [2001:db8::1]:1');
  });

  it.each(['', 'localhost', '1.2.3', 'fe80::1%eth0', '[::1]'])('that is none is refused: "%s"', (address) => {
    expect(() => candidateAddress({ address, port: 1 })).toThrow(expect.objectContaining({ code: 'bad_option' }));
  });
});
