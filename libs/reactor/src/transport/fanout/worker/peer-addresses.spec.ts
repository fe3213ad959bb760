import { describe, expect, it } from '@jest/globals';
import { PeerAddresses } from './peer-addresses.js';
import { stunUserOf } from './stun-user.js';

/** A binding request with these attributes. */
function request(...attributes: readonly (readonly [type: number, text: string])[]): Uint8Array {
  const body = attributes.map(([type, text]) => {
    const value = Buffer.from(text);
    const attribute = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
    attribute.writeUInt16BE(type, 0);
    attribute.writeUInt16BE(value.length, 2);
    value.copy(attribute, 4);
    return attribute;
  });
  const header = Buffer.alloc(20);
  header.writeUInt16BE(1, 0);
  header.writeUInt16BE(
    body.reduce((sum, { length }) => sum + length, 0),
    2,
  );
  header.writeUInt32BE(0x2112a442, 4);
  return Buffer.concat([header, ...body]);
}

const check = (user: string): Uint8Array => request([0x8022, 'agent'], [0x0006, `${user}:theirs`]);

describe('the user name of a connectivity check', () => {
  it('is ours, before the colon', () => {
    expect(stunUserOf(check('ours'))).toBe('ours');
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['a packet of media', Uint8Array.from({ length: 200 }, (_, at) => (at === 0 ? 0x80 : at))],
    ['a request without one', request([0x8022, 'agent'])],
    ['an attribute beyond the end', request([0x0006, 'ours:theirs']).subarray(0, 26)],
  ])('is none in %s', (_, datagram) => {
    expect(stunUserOf(datagram)).toBeUndefined();
  });

  it('is none in any bytes, and none of them throw', () => {
    for (let seed = 0; seed < 2_000; seed++) {
      const datagram = check('ours');
      const broken = Uint8Array.from(datagram, (byte, at) =>
        (seed * 31 + at * 17) % 23 === 0 ? byte ^ (seed & 255) : byte,
      );
      expect(() => stunUserOf(broken.subarray(0, seed % (datagram.length + 1)))).not.toThrow();
    }
  });
});

describe('whose a datagram is', () => {
  const HOME = { address: '192.0.2.1', port: 5_000 };
  const AWAY = { address: '192.0.2.1', port: 5_001 };
  const MEDIA = new Uint8Array([0x80, 1, 2]);

  it('is known from the first check of its address on', () => {
    const addresses = new PeerAddresses();
    addresses.setUser(1, 'one');
    expect(addresses.find(MEDIA, HOME)).toBeUndefined();
    expect(addresses.find(check('one'), HOME)).toBe(1);
    expect(addresses.find(MEDIA, HOME)).toBe(1);
    expect(addresses.find(MEDIA, AWAY)).toBeUndefined();
  });

  it('is nobody for a name that no peer has', () => {
    const addresses = new PeerAddresses();
    addresses.setUser(1, 'one');
    expect(addresses.find(check('two'), HOME)).toBeUndefined();
  });

  it('moves with the newest check, and is nobody after the peer is closed', () => {
    const addresses = new PeerAddresses();
    addresses.setUser(1, 'one');
    addresses.setUser(2, 'two');
    addresses.find(check('one'), HOME);
    expect(addresses.find(check('two'), HOME)).toBe(2);
    addresses.forget(1);
    expect(addresses.find(MEDIA, HOME)).toBe(2);
    addresses.forget(2);
    expect(addresses.find(MEDIA, HOME)).toBeUndefined();
    expect(addresses.find(check('two'), HOME)).toBeUndefined();
  });

  it('answers both names of a peer that restarts ICE', () => {
    const addresses = new PeerAddresses();
    addresses.setUser(1, 'old');
    addresses.setUser(1, 'new');
    expect(addresses.find(check('old'), HOME)).toBe(1);
    expect(addresses.find(check('new'), AWAY)).toBe(1);
  });

  it('forgets the oldest address of a peer that is tried from very many', () => {
    const addresses = new PeerAddresses();
    addresses.setUser(1, 'one');
    for (let port = 1; port <= 100; port++) addresses.find(check('one'), { address: '192.0.2.9', port });
    expect(addresses.find(MEDIA, { address: '192.0.2.9', port: 1 })).toBeUndefined();
    expect(addresses.find(MEDIA, { address: '192.0.2.9', port: 100 })).toBe(1);
  });
});
