import type { TransportAddress } from './transport-address.js';

/** As SDP spells them. */
export type Codec = 'VP8' | 'VP9' | 'AV1' | 'H264' | 'opus';

/** What a peer is; from its creation to its end. */
export interface PeerOptions {
  /** An answerer waits for the client's offer. An offerer writes one: load tools, tests. */
  readonly role: 'answerer' | 'offerer';
  /**
   * Where this side receives: host candidates. Several peers may name the same socket. Behind a NAT that forwards the port,
   * name the announced address here, and as `to` in `receive`. Over TCP an ICE-lite peer waits for connections (`passive`,
   * RFC 6544) and another opens them (`active`); UDP is preferred where both work.
   */
  readonly candidates: readonly TransportAddress[];
  /**
   * Answers connectivity checks and sends none, as a server with a reachable address does.
   * @defaultValue true of an answerer, false of an offerer
   */
  readonly iceLite?: boolean;
  /** Kilobits a second where the estimate of the way to this peer begins. Without it nothing is estimated and nothing paced. */
  readonly startKbps?: number;
  /** Milliseconds, 0 to 40,950; goes out with every video packet where the client negotiated the header extension. */
  readonly playoutDelayMs?: { readonly min: number; readonly max: number };
  /** @defaultValue all */
  readonly codecs?: readonly Codec[];
}

/** What an offer asks for; sections come in this order: video to receive, audio to receive, video to send, audio to send. */
export interface OfferOptions {
  readonly receiveVideo?: number;
  readonly receiveAudio?: number;
  readonly sendVideo?: number;
  readonly sendAudio?: number;
  /** Label of a reliable, ordered data channel to open. */
  readonly channel?: string;
}
