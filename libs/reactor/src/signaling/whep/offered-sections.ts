/** One m-section of an offer, as far as WHEP and WHIP read it. */
export interface OfferedSection {
  readonly kind: 'video' | 'audio';
  readonly mid: string;
  readonly direction: string;
}

/** Does this look like an offer of a peer connection? */
export function looksLikeOffer(sdp: string): boolean {
  return sdp.startsWith('v=0') && [/^m=/m, /^a=ice-ufrag:/m, /^a=fingerprint:/m].every((line) => line.test(sdp));
}

/** The media sections of an offer that are in use and have a name, in their order. */
export function offeredSections(sdp: string): readonly OfferedSection[] {
  const [session = '', ...sections] = sdp.split(/^(?=m=)/m);
  const inherited = directionOf(session) ?? 'sendrecv';
  return sections.flatMap((text): OfferedSection[] => {
    const [, kind, port] = /^m=(\S+) (\d+)/.exec(text) ?? [];
    const mid = /^a=mid:(\S+)/m.exec(text)?.[1];
    // A section that is to share another's transport has no port in its first offer.
    const isRejected = port === '0' && !/^a=bundle-only\r?$/m.test(text);
    if ((kind !== 'video' && kind !== 'audio') || mid === undefined || isRejected) return [];
    return [{ kind, mid, direction: directionOf(text) ?? inherited }];
  });
}

function directionOf(text: string): string | undefined {
  return /^a=(sendrecv|sendonly|recvonly|inactive)\r?$/m.exec(text)?.[1];
}
