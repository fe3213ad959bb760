import type { IceServerEntry } from '@nestjs-reactor/protocol';
import type { IceServer } from '../../session/index.js';

/** In the form that clients expect: no null where there are no credentials. */
export function toIceServerEntries(servers: readonly IceServer[]): IceServerEntry[] {
  return servers.map(({ uris, credentials }) => ({
    uris: [...uris],
    ...(credentials === undefined ? {} : { credentials }),
  }));
}
