import { Agent, type IncomingMessage, request as openRequest, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { ReactorError } from '../errors/index.js';

/** From a request until the other machine begins to answer; a start may wait for the limit of a turn. */
const ANSWER_TIMEOUT_MS = 30_000;

const RETRY_AFTER_MS = 1_000;

/** Of one connection alone (RFC 9110 7.6.1). */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Passes requests on to other machines, and their answers back, both as they come. */
export class HttpProxy {
  private readonly agent = new Agent({ keepAlive: true });

  /**
   * Resolves when the answer was passed back, or the client is gone. Rejects with `node_unavailable` where no answer begins;
   * one that breaks off breaks off for the client too.
   *
   * @param root of the other machine: `http://10.0.0.5:8080`
   * @param headers besides the client's
   */
  pass(
    request: IncomingMessage,
    response: ServerResponse,
    root: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<void> {
    const { method, headers: given } = request;
    // Express removes the mount path of an application.
    const path = (request as { originalUrl?: string }).originalUrl ?? request.url;
    return new Promise((resolve, reject) => {
      const outgoing = openRequest(root, {
        method,
        path,
        agent: this.agent,
        headers: {
          ...withoutHops(given),
          ...(given['transfer-encoding'] && { 'transfer-encoding': 'chunked' }),
          ...headers,
        },
        setHost: false,
      });
      const timer = setTimeout(
        () => outgoing.destroy(new Error(`no answer in ${ANSWER_TIMEOUT_MS} ms`)),
        ANSWER_TIMEOUT_MS,
      );
      const settle = (settled: () => void): void => {
        clearTimeout(timer);
        response.off('close', leave);
        settled();
      };
      const leave = (): void => void outgoing.destroy();
      response.once('close', leave);
      outgoing.once('response', (answer) => {
        response.writeHead(answer.statusCode ?? 502, withoutHops(answer.headers));
        pipeline(answer, response, () => settle(resolve));
      });
      outgoing.once('error', (error) => settle(() => (response.destroyed ? resolve() : reject(unavailable(error)))));
      request.pipe(outgoing);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

function withoutHops(headers: IncomingMessage['headers']): Record<string, string | string[] | undefined> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
}

function unavailable(cause: Error): ReactorError {
  return new ReactorError('node_unavailable', 'the machine that has the session does not answer; try again shortly', {
    cause,
    retryAfterMs: RETRY_AFTER_MS,
  });
}
