import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { UdpAddress } from '@nestjs-reactor/fanout';
import type { LocalAddress } from './messages.js';

/** Bytes that the system may buffer in each direction: a keyframe for every viewer at once. */
const SOCKET_BUFFER_BYTES = 4 * 1_024 * 1_024;

/** How many ports of a range are tried before an address is given up. */
const MAX_TRIED_PORTS = 64;

/** UDP sockets, one for each address of this machine: a packet is answered from the address that it came to. */
export class UdpSockets {
  private readonly open = new Map<string, { readonly socket: Socket; readonly local: UdpAddress }>();

  /** @param received the datagram's buffer is the callee's */
  constructor(private readonly received: (datagram: Uint8Array, from: UdpAddress, to: UdpAddress) => void) {}

  get addresses(): readonly UdpAddress[] {
    return [...this.open.values()].map(({ local }) => local);
  }

  /** Resolves when the address has a socket; rejects with the system's error. */
  async listen({ address, minPort, maxPort }: LocalAddress): Promise<void> {
    if (this.open.has(address)) return;
    const ports = minPort === 0 ? [0] : portsOf(minPort, maxPort);
    let failure: unknown;
    for (const port of ports) {
      try {
        await this.bind(address, port);
        return;
      } catch (error) {
        failure = error;
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') break;
      }
    }
    throw failure;
  }

  /** The datagram may be overwritten afterwards. */
  send(datagram: Uint8Array, from: UdpAddress, to: UdpAddress): void {
    // A path that cannot be sent to shows as silence, which ends its peer.
    this.open.get(from.address)?.socket.send(Buffer.from(datagram), to.port, to.address, () => undefined);
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

/** The first ports of a range that are tried, from a random start: several processes may share it. */
function portsOf(min: number, max: number): number[] {
  const count = max - min + 1;
  const start = Math.floor(Math.random() * count);
  return Array.from({ length: Math.min(count, MAX_TRIED_PORTS) }, (_, at) => min + ((start + at) % count));
}
