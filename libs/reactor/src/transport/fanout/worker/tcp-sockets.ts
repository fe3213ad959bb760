import { createServer, isIPv6, type AddressInfo, type Server, type Socket } from 'node:net';
import type { PeerId, TransportAddress } from '@nestjs-reactor/fanout';
import type { LocalAddress } from './messages.js';
import { firstFree, portsOf } from './ports.js';
import { type PacketSink, TcpConnection } from './tcp-connection.js';

/** Connections that are open at once; further ones are closed. A client opens one for each pair of addresses that it tries. */
const MAX_CONNECTIONS = 1_024;

/** Of one client's address; many clients may be behind one. */
const MAX_CONNECTIONS_OF_ADDRESS = 128;

/**
 * TCP listeners, one for each address of this machine, for clients whose network lets no UDP through (passive candidates,
 * RFC 6544).
 */
export class TcpSockets {
  private readonly servers = new Map<string, { readonly server: Server; readonly local: TransportAddress }>();
  private readonly connections = new Map<string, TcpConnection>();
  private readonly counts = new Map<string, number>();

  constructor(private readonly received: PacketSink) {}

  get addresses(): readonly TransportAddress[] {
    return [...this.servers.values()].map(({ local }) => local);
  }

  /**
   * Resolves when the address is listened on; rejects with the system's error.
   * @param preferred the port that is tried first
   */
  async listen(local: LocalAddress, preferred: number): Promise<void> {
    if (this.servers.has(local.address)) return;
    await firstFree([preferred, ...portsOf(local).filter((port) => port !== preferred)], (port) =>
      this.bind(local.address, port),
    );
  }

  /** @returns false where it is dropped: too much waits for that client, or its connection has ended */
  send(packet: Uint8Array, from: TransportAddress, to: TransportAddress): boolean {
    return this.connections.get(keyOf(from, to))?.send(packet) ?? false;
  }

  /** Ends the connections of a peer, after what it still has to say. */
  closePeer(peer: PeerId): void {
    const own = [...this.connections.values()].filter((connection) => connection.peer === peer);
    if (own.length > 0) setImmediate(() => own.forEach((connection) => connection.end()));
  }

  close(): void {
    for (const { server } of this.servers.values()) server.close();
    for (const connection of this.connections.values()) connection.end();
    this.servers.clear();
  }

  private bind(address: string, port: number): Promise<void> {
    const server = createServer();
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: address, port, ipv6Only: isIPv6(address), exclusive: true }, () => {
        server.removeAllListeners('error');
        // Of one connection that could not be accepted.
        server.on('error', () => undefined);
        const local = { address, port: (server.address() as AddressInfo).port, protocol: 'tcp' } as const;
        server.on('connection', (socket) => this.accept(socket, local));
        this.servers.set(address, { server, local });
        resolve();
      });
    });
  }

  private accept(socket: Socket, local: TransportAddress): void {
    const { remoteAddress, remotePort } = socket;
    // Gone already.
    if (remoteAddress === undefined || remotePort === undefined) return void socket.destroy();
    const address = remoteAddress.replace(/%.*$/, '');
    const count = this.counts.get(address) ?? 0;
    if (this.connections.size >= MAX_CONNECTIONS || count >= MAX_CONNECTIONS_OF_ADDRESS) return void socket.destroy();
    const from = { address, port: remotePort, protocol: 'tcp' } as const;
    const key = keyOf(local, from);
    this.counts.set(address, count + 1);
    this.connections.set(key, new TcpConnection(socket, from, local, this.received));
    socket.once('close', () => {
      this.connections.delete(key);
      const left = this.counts.get(address)! - 1;
      if (left === 0) this.counts.delete(address);
      else this.counts.set(address, left);
    });
  }
}

function keyOf(local: TransportAddress, remote: TransportAddress): string {
  return `${local.address} ${remote.address} ${remote.port}`;
}
