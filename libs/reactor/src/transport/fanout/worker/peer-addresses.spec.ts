import { describe, expect, it } from '@jest/globals';
import { check, request, response } from './stun.fixture.js';
import { PeerAddresses } from './peer-addresses.js';
import { stunUserOf } from './stun-user.js';

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
  const SUCCESS = response(0x0101);

  it('is known by its name for a check, and by its address once a check from there was answered', () => {
    const addresses = new PeerAddresses();
    addresses.setUser(1, 'one');
    expect(addresses.find(MEDIA, HOME)).toBeUndefined();
    expect(addresses.find(check('one'), HOME)).toBe(1);
    addresses.sent(1, SUCCESS, HOME);
    expect(addresses.find(MEDIA, HOME)).toBe(1);
    expect([HOME, AWAY].map((from) => addresses.ownerOf(from))).toEqual([1, undefined]);
  });

  it.each([
    ['nothing', undefined],
    ['an error', response(0x0111)],
    ['media', MEDIA],
    ['a part of an answer', SUCCESS.subarray(0, 19)],
  ])('is unknown where a check was answered by %s', (_, answer) => {
    const addresses = new PeerAddresses();
    addresses.setUser(1, 'one');
    addresses.find(check('one'), HOME);
    if (answer !== undefined) addresses.sent(1, answer, HOME);
    expect(addresses.find(MEDIA, HOME)).toBeUndefined();
  });

  it('is not changed by a check that was not answered', () => {
    const addresses = new PeerAddresses();
    addresses.setUser(1, 'one');
    addresses.setUser(2, 'two');
    addresses.sent(1, SUCCESS, HOME);
    expect(addresses.find(check('two'), HOME)).toBe(2);
    expect(addresses.find(MEDIA, HOME)).toBe(1);
  });

  it('is nobody for a name that no peer has', () => {
    const addresses = new PeerAddresses();
    addresses.setUser(1, 'one');
    expect(addresses.find(check('two'), HOME)).toBeUndefined();
  });

  it('moves with the newest answer, and is nobody after the peer is closed', () => {
    const addresses = new PeerAddresses();
    addresses.setUser(2, 'two');
    addresses.sent(1, SUCCESS, HOME);
    addresses.sent(2, SUCCESS, HOME);
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

  it('forgets the oldest address of a peer that is answered at very many', () => {
    const addresses = new PeerAddresses();
    for (let port = 1; port <= 100; port++) addresses.sent(1, SUCCESS, { address: '192.0.2.9', port });
    expect(addresses.find(MEDIA, { address: '192.0.2.9', port: 1 })).toBeUndefined();
    expect(addresses.find(MEDIA, { address: '192.0.2.9', port: 100 })).toBe(1);
  });
});
