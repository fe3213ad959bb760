import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { LinkDirection } from './link-direction.js';
import type { LinkConditions } from './link-shaper.js';

const LOOPBACK = '127.0.0.1';

export interface UdpAddress {
  readonly address: string;
  readonly port: number;
}

/** Both directions of a link, as seen by the viewer. */
export interface Link {
  readonly down?: LinkConditions;
  readonly up?: LinkConditions;
}

/**
 * A link between one viewer and a server, on this machine: the viewer knows the server as `near`, the server knows the
 * viewer as `far`. Datagrams of others are ignored.
 */
export class UdpRelay {
  readonly down: LinkDirection;
  readonly up: LinkDirection;

  private viewer: UdpAddress | undefined;
  private server: UdpAddress | undefined;

  private constructor(
    private readonly nearSocket: Socket,
    private readonly farSocket: Socket,
    { down = {}, up = {} }: Link,
    random: (() => number) | undefined,
  ) {
    this.down = new LinkDirection(down, random);
    this.up = new LinkDirection(up, random);
    nearSocket.on('message', (datagram, from) => this.fromViewer(datagram, from));
    farSocket.on('message', (datagram, from) => this.fromServer(datagram, from));
    // A port that nobody listens at any more is for the two ends to notice.
    for (const socket of [nearSocket, farSocket]) socket.on('error', () => undefined);
  }

  /**
   * @param options.random numbers from 0 to 1 for loss and jitter
   * @param options.far address that it sends to the server from; `0.0.0.0`: whichever leads there. @defaultValue '127.0.0.1'
   */
  static async open(
    link: Link = {},
    { random, far = LOOPBACK }: { readonly random?: () => number; readonly far?: string } = {},
  ): Promise<UdpRelay> {
    const [nearSocket, farSocket] = await Promise.all([bound(LOOPBACK), bound(far)]);
    return new UdpRelay(nearSocket, farSocket, link, random);
  }

  /** Where the viewer sends. */
  get near(): UdpAddress {
    return addressOf(this.nearSocket);
  }

  /** Where the server sends. */
  get far(): UdpAddress {
    return addressOf(this.farSocket);
  }

  /** Names the server; what the viewer sent before is lost. */
  toward(server: UdpAddress): void {
    this.server = server;
  }

  /** Changes the conditions; a direction that is not named keeps its own. */
  change({ down, up }: Link): void {
    if (down !== undefined) this.down.conditions = down;
    if (up !== undefined) this.up.conditions = up;
  }

  /** Drops what is under way. */
  close(): void {
    this.down.close();
    this.up.close();
    this.nearSocket.close();
    this.farSocket.close();
  }

  private fromViewer(datagram: Buffer, from: RemoteInfo): void {
    // The last address that it used: a browser tries several.
    this.viewer = from;
    const { server } = this;
    if (server !== undefined) this.up.pass(datagram.length, () => send(this.farSocket, datagram, server));
  }

  private fromServer(datagram: Buffer, from: RemoteInfo): void {
    const { viewer, server } = this;
    if (viewer === undefined || from.port !== server?.port || from.address !== server.address) return;
    this.down.pass(datagram.length, () => send(this.nearSocket, datagram, viewer));
  }
}

async function bound(address: string): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, address);
  await once(socket, 'listening');
  return socket;
}

function addressOf(socket: Socket): UdpAddress {
  const { address, port } = socket.address();
  return { address, port };
}

function send(socket: Socket, datagram: Buffer, to: UdpAddress): void {
  // Without a callback a failed send is an `error` of the socket, which is ignored.
  socket.send(datagram, to.port, to.address);
}
