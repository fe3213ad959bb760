import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { FanoutError, loadFanout } from '@nestjs-reactor/fanout';
import * as fc from 'fast-check';
import { connectedPair, SERVER, VIEWER } from '../../libs/fanout/src/pair.fixture.js';
import { budget, LIMIT_MS } from './support/budget.js';
import { mutatedLines } from './support/mutations.js';

const OFFERS = ['2.2.1', '2.9.0', '2.12.3'].map((version) =>
  readFileSync(join(import.meta.dirname, `../samples/offer-${version}-chromium.sdp`), 'utf8'),
);

const bytes = (maxLength: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength, size: 'max' });

/** First bytes by which DTLS, RTP and the kinds of RTCP are told apart. */
const STARTS: readonly (readonly number[])[] = [
  [20, 254, 253],
  [21, 254, 253],
  [22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0],
  [23, 254, 253],
  [128, 96],
  [144, 96],
  [128, 200],
  [129, 201],
  [143, 205],
  [129, 206],
];

const datagram = fc.oneof(
  bytes(1500),
  fc.tuple(fc.constantFrom(...STARTS), bytes(200)).map(([start, rest]) => Uint8Array.from([...start, ...rest])),
  // STUN, with the right length and cookie.
  fc
    .array(fc.nat(255), { minLength: 12, maxLength: 200 })
    .map((rest) =>
      Uint8Array.from([0, 1, (rest.length - 12) >> 8, (rest.length - 12) & 0xfc, 0x21, 0x12, 0xa4, 0x42, ...rest]),
    ),
);

const offer = fc.oneof({ weight: 4, arbitrary: mutatedLines(OFFERS) }, fc.string({ maxLength: 500 }));

/** Lets the refusals of a call pass, and nothing else: not a trap. */
function refusing(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(FanoutError);
    expect((error as FanoutError).code).not.toMatch(/^engine/);
  }
}

it(
  'the engine takes any datagrams in any order',
  async () => {
    const { network, server, client, viewer, screen } = await connectedPair({ receiveVideo: 1, channel: 'data' });
    const candidates = [SERVER, { ...SERVER, protocol: 'tcp' as const }];
    const fresh = server.createPeer({ role: 'answerer', candidates, startKbps: 1000 });
    fc.assert(
      fc.property(
        datagram,
        fc.constantFrom(VIEWER, { address: '2001:db8::1', port: 1 }),
        fc.constantFrom('udp', 'tcp'),
        (packet, from, protocol) => {
          const to = { ...SERVER, protocol };
          server.receive(viewer, packet, { ...from, protocol }, to);
          server.receive(fresh, packet, { ...from, protocol }, to);
          client.receive(screen, packet, SERVER, VIEWER);
          network.pass(2);
        },
      ),
      budget(),
    );
    network.pass(500);
    expect(network.eventsOf(server, 'closed')).toEqual([]);
    expect(network.eventsOf(client, 'closed')).toEqual([]);
  },
  LIMIT_MS,
);

it(
  'the engine takes packets of a peer that were cut, changed and repeated',
  async () => {
    const { network, server, client, viewer, screen } = await connectedPair({ receiveVideo: 1, channel: 'data' });
    fc.assert(
      fc.property(fc.nat(1200), fc.nat(1200), fc.nat(255), (cut, at, value) => {
        client.sendMessage(screen, 0, true, new Uint8Array(300));
        client.poll({
          transmit: (_peer, packet, to, from) => {
            const changed = Uint8Array.from(packet.subarray(0, cut % 3 === 0 ? cut : packet.length));
            if (changed.length > 0) changed[at % changed.length] = value;
            for (const one of [changed, packet, packet]) server.receive(viewer, one, from, to);
          },
          event: () => {},
        });
        network.pass(5);
      }),
      budget(),
    );
    const count = network.eventsOf(server, 'channelMessage').length;
    expect(count).toBeGreaterThan(0);
  },
  LIMIT_MS,
);

it(
  'the engine answers any offer or refuses it, also as a second one',
  async () => {
    const server = await loadFanout();
    fc.assert(
      fc.property(fc.array(offer, { minLength: 1, maxLength: 3 }), (offers) => {
        const peer = server.createPeer({ role: 'answerer', candidates: [SERVER], startKbps: 1000 });
        for (const sdp of offers) refusing(() => server.acceptOffer(peer, sdp.replaceAll(/\r?\n/g, '\r\n')));
        server.poll({ transmit: () => {}, event: () => {} });
        server.closePeer(peer);
      }),
      budget(),
    );
  },
  LIMIT_MS,
);

it(
  'the engine takes any answer and any candidate',
  async () => {
    const client = await loadFanout();
    fc.assert(
      fc.property(offer, fc.string({ maxLength: 100 }), (sdp, candidate) => {
        const peer = client.createPeer({ role: 'offerer', candidates: [VIEWER] });
        client.createOffer(peer, { receiveVideo: 1, receiveAudio: 1, channel: 'data' });
        refusing(() => client.addRemoteCandidate(peer, `candidate:${candidate}`));
        refusing(() => client.acceptAnswer(peer, sdp.replaceAll(/\r?\n/g, '\r\n')));
        client.poll({ transmit: () => {}, event: () => {} });
        client.closePeer(peer);
      }),
      budget(),
    );
  },
  LIMIT_MS,
);
