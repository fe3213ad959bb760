import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

export type Upgrade = [request: IncomingMessage, socket: Duplex, head: Buffer];

/**
 * Takes upgrades to certain paths from an HTTP server before any of its listeners hears of them: adapters and servers of the
 * application end a socket whose path they do not know. Upgrades to other paths are theirs; where there is no listener
 * but this one, they are ended.
 *
 * @returns gives the upgrades back
 */
export function claimUpgrades(
  http: Server,
  wants: (path: string) => boolean,
  take: (...upgrade: Upgrade) => void,
): () => void {
  const emit = http.emit.bind(http);
  const emitOthers = (event: string, ...args: unknown[]): boolean => {
    if (event !== 'upgrade' || !wants(pathOf((args as Upgrade)[0]))) {
      return Reflect.apply(emit, http, [event, ...args]) as boolean;
    }
    take(...(args as Upgrade));
    return true;
  };
  // Node tells of upgrades only while somebody listens.
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

function pathOf({ url = '' }: IncomingMessage): string {
  return URL.canParse(url, 'ws://host') ? new URL(url, 'ws://host').pathname : '';
}
