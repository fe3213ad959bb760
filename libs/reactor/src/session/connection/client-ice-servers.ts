import { ReactorError } from '../../errors/index.js';
import type { IceServer } from '../ports/index.js';

/**
 * Throws `forbidden` where a client's offer names a server that the application does not: the process would send packets
 * to any address that a stranger chooses.
 *
 * @param wanted by the client
 * @param own of the application
 */
export function checkClientIceServers(wanted: readonly IceServer[], own: readonly IceServer[]): void {
  const known = new Set(own.flatMap(({ uris }) => uris));
  if (wanted.every(({ uris }) => uris.every((uri) => known.has(uri)))) return;
  throw new ReactorError(
    'forbidden',
    'This server uses only its own ICE servers; leave ice_servers out of the offer, or send the servers that it lists',
    { field: 'ice_servers' },
  );
}
