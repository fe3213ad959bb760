import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { parseUrl } from '../access/parse-url.js';

export type Upgrade = [request: IncomingMessage, socket: Duplex, head: Buffer];

/**
 * Takes upgrades to certain paths from an HTTP server before any of its listeners: adapters and servers of the
 * application close a socket with an unknown path. Upgrades to other paths are passed on; where there is no other
 * listener, they are closed. A request for another protocol than WebSocket (`curl --http2` offers `h2c`) is served as a
 * plain request: Node does that by itself only without an upgrade listener. To be called once for a server.
 *
 * @param takerOf who takes upgrades to a path; undefined: nobody here
 * @returns restores the listeners
 */
export function claimUpgrades(
  http: Server,
  takerOf: (path: string) => ((...upgrade: Upgrade) => void) | undefined,
): () => void {
  const emit = http.emit.bind(http);
  const emitOthers = (event: string, ...args: unknown[]): boolean => {
    if (event === 'upgrade' && !isWebSocket((args as Upgrade)[0])) {
      serveAsPlain(http, ...(args as Upgrade));
      return true;
    }
    const take = event === 'upgrade' ? takerOf(pathOf((args as Upgrade)[0])) : undefined;
    if (take === undefined) return Reflect.apply(emit, http, [event, ...args]) as boolean;
    take(...(args as Upgrade));
    return true;
  };
  // Node emits upgrades only while there is a listener.
  const endUnclaimed = (_request: IncomingMessage, socket: Duplex): void => {
    if (http.listenerCount('upgrade') === 1) socket.destroy();
  };
  http.emit = emitOthers;
  http.on('upgrade', endUnclaimed);
  return () => {
    http.off('upgrade', endUnclaimed);
    if (http.emit === emitOthers) http.emit = emit;
  };
}

function isWebSocket({ headers }: IncomingMessage): boolean {
  return /(?:^|[\s,])websocket(?:$|[\s,/])/i.test(headers.upgrade ?? '');
}

/** Headers that only concern the upgrade. */
const OF_UPGRADE: ReadonlySet<string> = new Set(['upgrade', 'http2-settings', 'connection']);

/** Passes the request to the server as one without an upgrade. */
function serveAsPlain(
  http: Server,
  { method, url, httpVersion, rawHeaders }: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (!OF_UPGRADE.has(rawHeaders[i]!.toLowerCase())) lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`, 'latin1'), head]));
  http.emit('connection', socket);
}

function pathOf({ url = '' }: IncomingMessage): string {
  return parseUrl(url, 'ws://host')?.pathname ?? '';
}
