import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One answer of {@link HttpServer}: JSON, or a text as it is. */
export interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

/** A server of this process that answers by path, on a free port. */
export class HttpServer {
  readonly requests: IncomingMessage[] = [];

  private constructor(
    readonly url: string,
    readonly close: () => Promise<void>,
  ) {}

  /** @param answers by path, `/schema`; others are 404 without JSON */
  static async start(answers: Readonly<Record<string, Answer | (() => Answer)>>): Promise<HttpServer> {
    const server = createServer((request, response) => {
      opened.requests.push(request);
      const answer = answers[new URL(request.url!, 'http://x').pathname];
      const { status = 200, body } = typeof answer === 'function' ? answer() : (answer ?? { status: 404, body: 'no' });
      response.statusCode = status;
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const opened = new HttpServer(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    });
    return opened;
  }
}
