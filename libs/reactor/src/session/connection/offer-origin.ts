/** Which peer connection made an offer, and which of its offers it is. */
export interface OfferOrigin {
  /** The same for all offers of one peer connection, and for those of no other. */
  readonly peerConnection: string;
  /** Increases with every offer; the same for one that is sent twice. */
  readonly version: bigint;
}

/**
 * Reads where an offer comes from.
 *
 * A peer connection keeps its user name and session id in `o=` for its lifetime, and increments its version with each
 * offer (RFC 8829, 5.2.1 and 5.2.2). Other fingerprints mean another DTLS association (RFC 8842, 4), which needs
 * another peer on this side too. The address in `o=` is ignored: it may differ after a change of network.
 *
 * @returns undefined where the SDP does not have them; such an offer continues no peer connection
 */
export function originOf(sdp: string): OfferOrigin | undefined {
  const [, user, session, version] = /^o=(\S+) (\S+) (\d{1,20}) IN /m.exec(sdp) ?? [];
  if (user === undefined || session === undefined || version === undefined) return undefined;
  const fingerprints = new Set<string>();
  for (const [, hash, value] of sdp.matchAll(/^a=fingerprint:(\S+) (\S+)/gm)) {
    fingerprints.add(`${hash!.toLowerCase()} ${value!.toUpperCase()}`);
  }
  if (fingerprints.size === 0) return undefined;
  return { peerConnection: [user, session, ...[...fingerprints].sort()].join(' '), version: BigInt(version) };
}
