import type { MsgHdrs } from '@nats-io/transport-node';
import type { StoreEntry } from '../cluster-store.port.js';

/** One stored message of a bucket. A mark of a deletion, or of the end of a lease, has no value. */
export function entryOf(key: string, revision: number, headers: MsgHdrs | undefined, data: Uint8Array): StoreEntry {
  const isMark = headers?.has('KV-Operation') === true || headers?.has('Nats-Marker-Reason') === true;
  return { key, revision, value: isMark ? undefined : parsed(data) };
}

/** Null for what no node of this kind has written. */
function parsed(data: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(data));
  } catch {
    return null;
  }
}
