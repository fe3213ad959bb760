import { beforeEach, describe, expect, it } from '@jest/globals';
import { FanoutError, type PeerOptions, type TransportAddress } from '@nestjs-reactor/fanout';
import { EnginePeers } from './engine-peers.js';
import type { HubReport } from './messages.js';
import { check, response } from './stun.fixture.js';

const UDP: TransportAddress = { address: '127.0.0.1', port: 4_000 };
const TCP: TransportAddress = { address: '127.0.0.1', port: 4_000, protocol: 'tcp' };
const CLIENT: TransportAddress = { address: '192.0.2.1', port: 9_000 };
const MEDIA = new Uint8Array([0x80, 1, 2]);

let created: PeerOptions[];
/** Peer and length of each datagram that the engine was given. */
let received: [peer: number, length: number][];
let closed: number[];
let reports: HubReport[];
let refusal: Error | undefined;
let peers: EnginePeers;

beforeEach(() => {
  [created, received, closed, reports, refusal] = [[], [], [], [], undefined];
  const engine = {
    createPeer: (options: PeerOptions) => created.push(options),
    acceptOffer: (peer: number, sdp: string) => {
      if (refusal !== undefined) throw refusal;
      return `answer of ${peer} to ${sdp}`;
    },
    iceUfrag: (peer: number) => `user${peer}`,
    receive: (peer: number, datagram: Uint8Array) => void received.push([peer, datagram.length]),
  };
  const sockets = { addresses: [UDP, TCP], udpAddresses: [UDP], closePeer: (peer: number) => void closed.push(peer) };
  peers = new EnginePeers(engine, sockets, (report) => reports.push(report));
});

/** A client whose offer is answered, and who was heard from `CLIENT`. */
function connected(): number {
  const peer = peers.createViewer({ startKbps: 2_500 });
  peers.answer(1, peer, 'an offer');
  peers.receive(check(`user${peer}`), CLIENT, UDP);
  peers.sent(peer, response(0x0101), CLIENT);
  return peer;
}

describe('the peers of an engine', () => {
  it('are reached over UDP and TCP by clients, and over UDP alone by encoders and decoders', () => {
    peers.createViewer({ startKbps: 2_500, playoutDelayMs: { min: 0, max: 0 } });
    peers.createInner();
    expect(created).toEqual([
      { role: 'answerer', candidates: [UDP, TCP], startKbps: 2_500, playoutDelayMs: { min: 0, max: 0 } },
      { role: 'answerer', candidates: [UDP] },
    ]);
  });

  it('answer offers, and get the checks for their user name', () => {
    const peer = peers.createInner();
    peers.answer(7, peer, 'an offer');
    expect(reports).toEqual([{ type: 'answer', request: 7, sdp: `answer of ${peer} to an offer` }]);
    expect(peers.receive(check(`user${peer}`), CLIENT, UDP)).toBe(true);
    expect(received.map(([of]) => of)).toEqual([peer]);
  });

  it('refuse what the engine cannot answer, and take no checks then', () => {
    refusal = new FanoutError('bad_sdp', 'no media');
    const peer = peers.createInner();
    peers.answer(7, peer, 'an offer');
    peers.answer(8, undefined, 'an offer');
    expect(reports).toEqual([
      { type: 'refused', request: 7, reason: expect.stringContaining('no media') },
      { type: 'refused', request: 8, reason: 'the peer is closed' },
    ]);
    expect(peers.receive(check(`user${peer}`), CLIENT, UDP)).toBe(false);
  });

  it('let a fault of their own through', () => {
    refusal = new TypeError('a fault');
    expect(() => peers.answer(7, 1, 'an offer')).toThrow('a fault');
  });

  it('get what comes from an address once a check from there was answered', () => {
    const peer = connected();
    expect(peers.receive(MEDIA, CLIENT, UDP)).toBe(true);
    expect(received.at(-1)).toEqual([peer, MEDIA.length]);
    expect(peers.ownerOf(CLIENT)).toBe(peer);
  });

  it('get nothing from a stranger, and none of what he sends after a check that does not hold', () => {
    const peer = connected();
    const stranger = { address: '192.0.2.66', port: 1 };
    expect(peers.receive(MEDIA, stranger, UDP)).toBe(false);
    peers.receive(check(`user${peer}`), stranger, UDP);
    peers.sent(peer, response(0x0111), stranger);
    expect(peers.receive(MEDIA, stranger, UDP)).toBe(false);
    expect(peers.ownerOf(stranger)).toBeUndefined();
  });

  it('have their events handled, until they are forgotten', () => {
    const peer = connected();
    const events: string[] = [];
    peers.handleBy(peer, ({ type }) => events.push(type));
    peers.handle({ type: 'connected', peer });
    peers.handle({ type: 'connected', peer: peer + 1 });
    peers.forget(peer);
    peers.handle({ type: 'connected', peer });
    expect(events).toEqual(['connected']);
  });

  it('get nothing once they are forgotten, and their TCP connections end', () => {
    const peer = connected();
    peers.forget(peer);
    expect(peers.receive(MEDIA, CLIENT, UDP)).toBe(false);
    expect(peers.receive(check(`user${peer}`), CLIENT, UDP)).toBe(false);
    expect(closed).toEqual([peer]);
  });
});
