import { loadFanout, type Fanout, type OfferOptions, type PeerId, type PeerOptions } from './index.js';
import { FakeClock, Network } from './network.fixture.js';

export const SERVER = { address: '192.0.2.1', port: 4000 };
export const VIEWER = { address: '198.51.100.7', port: 5000 };

/** A server's peer and a viewer's peer of two engines, with a network between them. */
export interface Pair {
  readonly clock: FakeClock;
  readonly network: Network;
  readonly server: Fanout;
  readonly client: Fanout;
  /** The answerer, of `server`. */
  readonly viewer: PeerId;
  /** The offerer, of `client`. */
  readonly screen: PeerId;
}

export async function pair(options: Partial<PeerOptions> = {}): Promise<Pair> {
  const clock = new FakeClock();
  const server = await loadFanout({ clock: clock.read });
  const client = await loadFanout({ clock: clock.read });
  const network = new Network(clock, [server, client]);
  const viewer = server.createPeer({ role: 'answerer', candidates: [SERVER], startKbps: 2500, ...options });
  const screen = client.createPeer({ role: 'offerer', candidates: [VIEWER] });
  network.attach(server, viewer, SERVER);
  network.attach(client, screen, VIEWER);
  return { clock, network, server, client, viewer, screen };
}

export async function connectedPair(
  offer: OfferOptions = { receiveVideo: 1 },
  options: Partial<PeerOptions> = {},
): Promise<Pair> {
  const made = await pair(options);
  const { network, server, client, viewer, screen } = made;
  client.acceptAnswer(screen, server.acceptOffer(viewer, client.createOffer(screen, offer)));
  const channel = offer.channel === undefined ? 0 : 1;
  const connected = network.until(
    () =>
      network.eventsOf(server, 'connected').length === 1 &&
      network.eventsOf(client, 'connected').length === 1 &&
      network.eventsOf(server, 'channelOpen').length === channel &&
      network.eventsOf(client, 'channelOpen').length === channel,
    5_000,
  );
  if (!connected) throw new Error('the pair did not connect in 5 s');
  return made;
}

/** Not a picture, but what a VP8 packetizer takes for one: the lowest bit of the first byte is 0 in a keyframe. */
export function vp8(length: number, seed: number, keyframe: boolean): Uint8Array {
  const frame = Uint8Array.from({ length }, (_, index) => (index * 31 + seed * 7) & 0xff);
  frame[0] = keyframe ? 0x10 : 0x11;
  return frame;
}
