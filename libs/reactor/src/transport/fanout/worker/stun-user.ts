/** Of a STUN message (RFC 8489, 5): its fixed value at byte 4, and the attribute that has the user name (14.3). */
const MAGIC_COOKIE = 0x2112_a442;
const USERNAME = 0x0006;
const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const HEADER_BYTES = 20;

/**
 * Our ICE user name that a STUN binding request is for: it says whose packet the first one from an address is
 * (RFC 8445, 7.2.2: the receiver's name before the sender's).
 *
 * @returns undefined for what is no binding request, or has no user name
 */
export function stunUserOf(datagram: Uint8Array): string | undefined {
  if (datagram.length < HEADER_BYTES) return undefined;
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  if (view.getUint16(0) !== BINDING_REQUEST || view.getUint32(4) !== MAGIC_COOKIE) return undefined;
  const end = Math.min(datagram.length, HEADER_BYTES + view.getUint16(2));
  for (let at = HEADER_BYTES; at + 4 <= end;) {
    const length = view.getUint16(at + 2);
    const next = at + 4 + length;
    if (next > end) return undefined;
    if (view.getUint16(at) === USERNAME)
      return Buffer.from(datagram.subarray(at + 4, next))
        .toString('latin1')
        .split(':')[0];
    at = next + ((4 - (length % 4)) % 4);
  }
  return undefined;
}

/** The answer to a check that holds: its user name and its integrity (RFC 8445, 7.3.1.3). */
export function isStunSuccess(datagram: Uint8Array): boolean {
  // What the engine sends most, media, begins with a byte above 127.
  if (datagram[0] !== BINDING_SUCCESS >> 8 || datagram.length < HEADER_BYTES) return false;
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  return view.getUint16(0) === BINDING_SUCCESS && view.getUint32(4) === MAGIC_COOKIE;
}
