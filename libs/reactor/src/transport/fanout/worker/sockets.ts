import type { PeerId, TransportAddress } from '@nestjs-reactor/fanout';
import type { LocalAddress, UnusableAddress } from './messages.js';
import type { PacketSink } from './tcp-connection.js';
import { TcpSockets } from './tcp-sockets.js';
import { UdpSockets } from './udp-sockets.js';

/** Where a fan-out thread receives: a UDP socket for each address of this machine, and a TCP listener beside it. */
export class Sockets {
  private readonly udp: UdpSockets;
  private readonly tcp: TcpSockets;
  private listening: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly takesTcp: boolean,
    received: PacketSink,
  ) {
    this.udp = new UdpSockets(received);
    this.tcp = new TcpSockets(received);
  }

  get udpAddresses(): readonly TransportAddress[] {
    return this.udp.addresses;
  }

  get addresses(): readonly TransportAddress[] {
    return [...this.udp.addresses, ...this.tcp.addresses];
  }

  /** Opens what is not open yet. @returns what could not be */
  listen(addresses: readonly LocalAddress[]): Promise<readonly UnusableAddress[]> {
    const all = this.listening.then(() => this.open(addresses));
    this.listening = all;
    return all;
  }

  /**
   * Keeps the datagram until the system has taken it.
   * @returns false where it is dropped: the client takes too little over TCP. Over UDP nobody knows
   */
  send(datagram: Uint8Array, from: TransportAddress, to: TransportAddress): boolean {
    if (to.protocol === 'tcp') return this.tcp.send(datagram, from, to);
    this.udp.send(datagram, from, to);
    return true;
  }

  /** Ends the connections of a peer, after what it still has to say. */
  closePeer(peer: PeerId): void {
    this.tcp.closePeer(peer);
  }

  close(): void {
    this.udp.close();
    this.tcp.close();
  }

  private async open(addresses: readonly LocalAddress[]): Promise<readonly UnusableAddress[]> {
    const failed: UnusableAddress[] = [];
    for (const local of addresses) {
      const { address } = local;
      const fail = (protocol: 'udp' | 'tcp') => (error: unknown) =>
        void failed.push({ address, protocol, reason: error instanceof Error ? error.message : String(error) });
      await this.udp.listen(local).catch(fail('udp'));
      const port = this.udp.addresses.find((open) => open.address === address)?.port;
      if (this.takesTcp && port !== undefined) await this.tcp.listen(local, port).catch(fail('tcp'));
    }
    return failed;
  }
}
