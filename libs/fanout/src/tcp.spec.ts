import { describe, expect, it } from '@jest/globals';
import { loadFanout, type TransportAddress } from './index.js';
import { FakeClock, Network } from './network.fixture.js';
import { SERVER, VIEWER, vp8 } from './pair.fixture.js';

const SERVER_TCP = { ...SERVER, protocol: 'tcp' } as const;
const VIEWER_TCP = { ...VIEWER, port: 5001, protocol: 'tcp' } as const;

/** A server at one address over UDP and TCP, and a viewer at these. */
async function meeting(viewerAt: readonly TransportAddress[]) {
  const clock = new FakeClock();
  const server = await loadFanout({ clock: clock.read });
  const client = await loadFanout({ clock: clock.read });
  const network = new Network(clock, [server, client]);
  const viewer = server.createPeer({ role: 'answerer', candidates: [SERVER, SERVER_TCP], startKbps: 2500 });
  const screen = client.createPeer({ role: 'offerer', candidates: viewerAt });
  for (const address of [SERVER, SERVER_TCP]) network.attach(server, viewer, address);
  for (const address of viewerAt) network.attach(client, screen, address);
  const offer = client.createOffer(screen, { receiveVideo: 1 });
  const answer = server.acceptOffer(viewer, offer);
  client.acceptAnswer(screen, answer);
  const connect = (): boolean => network.until(() => network.eventsOf(client, 'connected').length === 1, 10_000);
  /** Sends a frame. @returns the ways that its packets took */
  const send = (): string[] => {
    const { mid } = network.eventsOf(server, 'media')[0]!;
    server.setFrame(vp8(3_000, 1, true));
    server.sendFrame(viewer, mid, { codec: 'VP8', rtpTimestamp: 0 });
    const ways: string[] = [];
    server.poll({
      transmit: (_peer, datagram, to, from) => {
        ways.push(`${from.protocol ?? 'udp'} ${to.protocol ?? 'udp'} ${to.port}`);
        client.receive(screen, datagram, from, to);
      },
      event: () => {},
    });
    network.pass(50);
    return ways;
  };
  return { network, client, offer, answer, connect, send };
}

describe('a peer with TCP candidates', () => {
  it('waits for connections as the answerer, and opens them as the offerer', async () => {
    const { offer, answer } = await meeting([VIEWER_TCP]);
    expect(answer).toMatch(/^a=candidate:\S+ 1 udp \d+ 192\.0\.2\.1 4000 typ host/m);
    expect(answer).toMatch(/^a=candidate:\S+ 1 tcp \d+ 192\.0\.2\.1 4000 typ host tcptype passive/m);
    expect(offer).toMatch(/^a=candidate:\S+ 1 tcp \d+ 198\.51\.100\.7 5001 typ host tcptype active/m);
  });

  it('connects and sends over TCP where the viewer has nothing else', async () => {
    const { network, client, connect, send } = await meeting([VIEWER_TCP]);
    expect(connect()).toBe(true);
    expect(new Set(send())).toEqual(new Set(['tcp tcp 5001']));
    expect(network.eventsOf(client, 'frame')).toHaveLength(1);
  });

  it('uses TCP where no UDP comes through', async () => {
    const { network, client, connect, send } = await meeting([VIEWER, VIEWER_TCP]);
    for (const address of [SERVER, VIEWER]) network.setLink(address, { delayMs: 5, drops: () => true });
    expect(connect()).toBe(true);
    expect(new Set(send())).toEqual(new Set(['tcp tcp 5001']));
    expect(network.eventsOf(client, 'frame')).toHaveLength(1);
  });

  it('prefers UDP where both work', async () => {
    const { network, connect, send } = await meeting([VIEWER_TCP, VIEWER]);
    expect(connect()).toBe(true);
    network.pass(1_000);
    expect(new Set(send())).toEqual(new Set(['udp udp 5000']));
  });
});
