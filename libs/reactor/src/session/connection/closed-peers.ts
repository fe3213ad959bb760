const CAPACITY = 128;

/**
 * Peer connections that were connected and have ended, the last one of each connection id: an offer that continues one
 * of them could only be answered by a new peer, whose DTLS its client would reject. At most 128; then the oldest is
 * dropped.
 */
export class ClosedPeers {
  private readonly gone = new Map<number, string>();

  /** @param peerConnection as `OfferOrigin` names it */
  add(connectionId: number, peerConnection: string): void {
    this.gone.delete(connectionId);
    this.gone.set(connectionId, peerConnection);
    for (const oldest of this.gone.keys()) {
      if (this.gone.size <= CAPACITY) break;
      this.gone.delete(oldest);
    }
  }

  has(connectionId: number, peerConnection: string): boolean {
    return this.gone.get(connectionId) === peerConnection;
  }
}
