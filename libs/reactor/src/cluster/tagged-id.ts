import { createHash, randomBytes } from 'node:crypto';

/** A UUID of version 8 (RFC 9562), whose first two groups are the tag of a node. */
const TAGGED = /^([0-9a-f]{8})-([0-9a-f]{4})-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * What names a node inside ids: 12 hexadecimal digits of a hash of its own id. Two ids with one tag are taken for one node,
 * and the second is refused.
 */
export function tagOf(nodeId: string): string {
  return createHash('sha256').update(nodeId).digest('hex').slice(0, 12);
}

/** A new id with 74 random bits, a UUID of version 8 that begins with the tag of the node that makes it. */
export function newTaggedId(tag: string): string {
  const bytes = Buffer.concat([Buffer.from(tag, 'hex'), randomBytes(10)]);
  bytes[6] = 0x80 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The tag of the node that made this id; undefined for an id of another form. */
export function tagIn(id: string): string | undefined {
  const [, high, low] = TAGGED.exec(id) ?? [];
  return high === undefined || low === undefined ? undefined : high + low;
}
