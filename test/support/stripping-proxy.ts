import { once } from 'node:events';
import { createServer, type IncomingMessage, request as httpRequest, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

/** A reverse proxy that serves another server below a path of its own, and strips that path. */
export class StrippingProxy {
  private constructor(
    private readonly server: Server,
    /** `http://127.0.0.1:port/sub`, without a slash at the end. */
    readonly url: string,
    /** Paths that were asked of it outside of its own. */
    readonly strays: readonly string[],
  ) {}

  /** @param headers that it adds to each request */
  static async start(target: string, path: string, headers: Record<string, string> = {}): Promise<StrippingProxy> {
    const { hostname, port } = new URL(target);
    const strays: string[] = [];
    const inner = ({ url = '' }: IncomingMessage): string | undefined => {
      if (url.startsWith(`${path}/`)) return url.slice(path.length);
      strays.push(url);
      return undefined;
    };
    const server = createServer((request, response) => {
      const at = inner(request);
      if (at === undefined) {
        response.writeHead(404).end('nothing of the proxy');
        return;
      }
      const onward = httpRequest(
        { hostname, port, path: at, method: request.method, headers: { ...request.headers, ...headers } },
        (reply) => {
          response.writeHead(reply.statusCode ?? 502, reply.headers);
          reply.pipe(response);
        },
      );
      onward.on('error', () => response.destroy());
      request.pipe(onward);
    });
    server.on('upgrade', (request, socket, head) => {
      const at = inner(request);
      if (at === undefined) {
        socket.destroy();
        return;
      }
      const onward = connect(Number(port), hostname, () => {
        const lines = Object.entries({ ...request.headers, ...headers }).map(
          ([name, value]) => `${name}: ${String(value)}`,
        );
        onward.write(`GET ${at} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
        onward.write(head);
        onward.pipe(socket).pipe(onward);
      });
      for (const end of [onward, socket]) end.on('error', () => [onward, socket].forEach((each) => each.destroy()));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const own = (server.address() as AddressInfo).port;
    return new StrippingProxy(server, `http://127.0.0.1:${own}${path}`, strays);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
