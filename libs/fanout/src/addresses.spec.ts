import { describe, expect, it } from '@jest/globals';
import { Addresses, socketAddress } from './addresses.js';

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
    const bytes = Buffer.from(addresses.encode({ address, port: 65_535 }));
    expect(addresses.decode(bytes)).toEqual({ address: expected, port: 65_535 });
  });

  it('of a candidate is written as Rust reads it', () => {
    expect(socketAddress({ address: '192.0.2.1', port: 1 })).toBe('192.0.2.1:1');
    expect(socketAddress({ address: '2001:db8::1', port: 1 })).toBe('[2001:db8::1]:1');
  });

  it.each(['', 'localhost', '1.2.3', 'fe80::1%eth0', '[::1]'])('that is none is refused: "%s"', (address) => {
    expect(() => socketAddress({ address, port: 1 })).toThrow(expect.objectContaining({ code: 'bad_option' }));
  });
});
