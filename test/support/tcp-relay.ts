import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** How often a throttled connection takes what it may, in milliseconds. */
const PERIOD_MS = 5;

/** What may come through at once, in bytes. */
const BURST_BYTES = 1_000_000;

/** A TCP relay in front of a server: what comes from the server can be slowed down, as on a thin line. */
export class TcpRelay {
  private readonly sockets = new Set<Socket>();
  private kbps = Infinity;

  private constructor(private readonly server: Server) {}

  /** @param url of the server, `http://127.0.0.1:port` */
  static async to(url: string): Promise<TcpRelay> {
    const { hostname, port } = new URL(url);
    const server = createServer({ noDelay: true });
    const relay = new TcpRelay(server);
    server.on('connection', (near) => relay.join(near, connect({ host: hostname, port: Number(port), noDelay: true })));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return relay;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Kilobits a second of each connection; 0: nothing comes through. */
  throttle(kbps: number): void {
    this.kbps = kbps;
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private join(near: Socket, far: Socket): void {
    for (const socket of [near, far]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
    }
    near.pipe(far);
    // What is not read stays in the system's buffers, and then at the server, as on a thin line.
    let allowed = 0;
    const timer = setInterval(() => {
      allowed = Math.min(BURST_BYTES, allowed + (this.kbps * PERIOD_MS) / 8);
      const bytes = Math.min(Math.floor(allowed), far.readableLength);
      if (bytes < 1) return;
      allowed -= bytes;
      near.write(far.read(bytes) as Buffer);
    }, PERIOD_MS);
    // Reads ahead no more than its own buffer has room for, until somebody takes from it.
    far.on('readable', () => undefined);
    const end = (): void => {
      clearInterval(timer);
      near.destroy();
      far.destroy();
      this.sockets.delete(near);
      this.sockets.delete(far);
    };
    near.on('close', end);
    far.on('close', end);
  }
}
