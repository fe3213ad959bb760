import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { TransportAddress } from '@nestjs-reactor/fanout';
import type { LocalAddress } from './messages.js';
import { firstFree, portsOf } from './ports.js';

/** Bytes that the system may buffer in each direction: a keyframe for every viewer at once. */
const SOCKET_BUFFER_BYTES = 4 * 1_024 * 1_024;

/** UDP sockets, one for each address of this machine: a packet is answered from the address that it came to. */
export class UdpSockets {
  private readonly open = new Map<string, { readonly socket: Socket; readonly local: TransportAddress }>();

  /** @param received the datagram's buffer is the callee's */
  constructor(
    private readonly received: (datagram: Uint8Array, from: TransportAddress, to: TransportAddress) => unknown,
  ) {}

  get addresses(): readonly TransportAddress[] {
    return [...this.open.values()].map(({ local }) => local);
  }

  /** Resolves when the address has a socket; rejects with the system's error. */
  async listen(local: LocalAddress): Promise<void> {
    if (this.open.has(local.address)) return;
    await firstFree(portsOf(local), (port) => this.bind(local.address, port));
  }

  /** Keeps the datagram until the system has taken it. */
  send(datagram: Uint8Array, from: TransportAddress, to: TransportAddress): void {
    // A path that cannot be sent to shows as silence, which ends its peer.
    this.open.get(from.address)?.socket.send(datagram, to.port, to.address, () => undefined);
  }

  close(): void {
    for (const { socket } of this.open.values()) socket.close();
    this.open.clear();
  }

  private bind(address: string, port: number): Promise<void> {
    const family = isIPv6(address) ? 'udp6' : 'udp4';
    const socket = createSocket({
      type: family,
      ipv6Only: family === 'udp6',
      sendBufferSize: SOCKET_BUFFER_BYTES,
      recvBufferSize: SOCKET_BUFFER_BYTES,
    });
    return new Promise((resolve, reject) => {
      socket.once('error', (error) => {
        socket.close();
        reject(error);
      });
      socket.bind({ address, port, exclusive: true }, () => {
        socket.removeAllListeners('error');
        socket.on('error', () => undefined);
        const local = { address, port: socket.address().port };
        socket.on('message', (datagram, { address: remote, port: remotePort }) =>
          this.received(datagram, { address: remote, port: remotePort }, local),
        );
        this.open.set(address, { socket, local });
        resolve();
      });
    });
  }
}
