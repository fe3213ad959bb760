import type { Channel, ClientMessage, ServerMessage, WireError, WireVersion } from '@nestjs-reactor/protocol';
import type { Track } from '../../contract/index.js';
import type { I420Picture, MediaBundle, PcmBlock } from '../../media/index.js';

export interface IceServer {
  readonly uris: readonly string[];
  readonly credentials?: { readonly username: string; readonly password: string };
}

/** Which m-section of the offer carries which track, in the client's view: `recvonly` is a track that it watches. */
export interface TrackMapping {
  readonly mid: string;
  readonly name: string;
  readonly kind: 'video' | 'audio';
  readonly direction: 'recvonly' | 'sendonly';
}

/** One offer of a client, as an engine takes it. */
export interface MediaOffer {
  readonly sdp: string;
  /** Absent where the client names none: its sections go to the model's tracks by kind and order. */
  readonly tracks?: readonly TrackMapping[];
  /** Hand the server's candidates over one by one instead of waiting to embed them in the answer. */
  readonly trickle: boolean;
  /** Instead of those that the peer was made with, from this offer on. */
  readonly iceServers?: readonly IceServer[];
}

/** `candidate: ''` ends one m-section's candidates. */
export interface IceCandidate {
  readonly candidate: string;
  readonly sdpMid?: string;
  readonly sdpMLineIndex?: number;
}

/** Counters of one viewer's media since it connected; absent where the engine does not know. */
export interface PeerStats {
  readonly roundTripTimeMs?: number;
  readonly availableOutgoingKbps?: number;
  readonly bytesSent?: number;
  readonly framesEncoded?: number;
  readonly framesPerSecond?: number;
  readonly packetsLost?: number;
  readonly keyframeRequests?: number;
  readonly encodeMs?: number;
  readonly candidateType?: string;
}

/** One way to reach one client with messages. The codec is the wire's own business. */
export interface MessageWire {
  /**
   * Sends, or withholds what this client's generation has no form for. A wire that is closed or over its bound counts the
   * message as dropped. Throws `unencodable`, or `message_too_large` for one that would not fit a frame.
   */
  send(message: ServerMessage): void;
  /** Bytes that wait to be sent, where the wire knows: what may wait is then sent later. */
  readonly backlog?: number;
}

/** What a peer let go of. */
export type PeerDrop =
  /** A message that the client did not get: its channel was over its bound, or closed, or never opened. */
  | 'message'
  /** A candidate of the client's that came before its offer, over the bound. */
  | 'early_candidate'
  /** A candidate of the client's that was of no use: of another offer, or with a name that nobody here resolves. */
  | 'unusable_candidate'
  /** A candidate of the client's beyond those that are tried for one offer. */
  | 'excess_candidate'
  /** A message of the client's data channels beyond their rate, which was not read. */
  | 'excess_message';

/** Facts about one peer, told on the server's thread; none is told after `close`. */
export interface MediaPeerEvents {
  /** Media flows and messages may be sent. Told once. */
  connected(): void;
  /** The peer is gone for good: it closed, failed, or stayed away longer than it may. Told at most once. */
  lost(cause: string): void;
  /** One message of the client, decoded. */
  message(message: ClientMessage): void;
  /** A frame that no codec takes: answered where its wire has a form for it, counted everywhere. */
  malformed(error: WireError, channel: Channel): void;
  video(track: string, picture: I420Picture, captureTimeUs?: number): void;
  audio(track: string, block: PcmBlock): void;
  /** One of the client's pictures is more than the engine's options take; it goes no further. */
  inputDropped(track: string, cause: 'too_large' | 'too_fast'): void;
  /** So many of them, as it happens; what still waited for a channel is told while the peer closes. */
  dropped(what: PeerDrop, count: number): void;
  /** A candidate of the server's, null at the end; only where the offer wants them to trickle. */
  candidate(candidate: IceCandidate | null): void;
}

export interface MediaPeerOptions {
  readonly connectionId: number;
  readonly outlet: MediaOutlet;
  /** All tracks of the model; inputs are matched by mapping. */
  readonly tracks: readonly Track[];
  readonly iceServers: readonly IceServer[];
  /** How messages are framed until the client's first frame says otherwise. */
  readonly wire: WireVersion;
  /** Model outputs flow at once (clients that never ask for them), or wait for `setFlowing`. */
  readonly startFlowing: boolean;
  /** Candidates that are kept until the offer was taken; the oldest go. */
  readonly maxEarlyCandidates: number;
  /** How long an ICE restart may take in which nothing is heard, in milliseconds; zero or less leaves it to the engine. */
  readonly restartTimeoutMs: number;
  readonly events: MediaPeerEvents;
}

/** The media side of one peer connection of a client's, from its first offer to its end. */
export interface MediaPeer extends MessageWire {
  /**
   * Answers one offer; rejects with `bad_sdp` or `negotiation_failed`. A peer that is refused its first offer is closed
   * already.
   *
   * Further offers must be of the same peer connection: an ICE restart, sections that came or went, or the same once
   * more. What flows goes on, what is paused stays so, channels stay open; one that is refused changes nothing. Offers
   * that come while another is being answered wait for it. Closing the peer settles each: `negotiation_failed`.
   */
  accept(offer: MediaOffer): Promise<{ readonly sdp: string }>;
  /** Candidates that come before their offer are kept, within the bound. One that is of no use, or over a bound, is told as dropped, never thrown. */
  addCandidates(candidates: readonly IceCandidate[]): void;
  /** Starts or truly stops sending one of the model's outputs to this client. Idempotent; unknown names are ignored. */
  setFlowing(track: string, flowing: boolean): void;
  /** Hands over what waits for a data channel that is not open, oldest first; it will not be sent here. */
  takeUnsent(): readonly ServerMessage[];
  stats(): Promise<PeerStats>;
  /** Silent: no event follows. Idempotent. */
  close(): Promise<void>;
}

/**
 * The model's outputs of one session, pushed once however many watch. An engine may encode for each viewer or once for all.
 */
export interface MediaOutlet {
  /** The bundle's pictures are read before this returns; the caller may reuse them then. */
  push(bundle: MediaBundle): void;
  /** Forgets sound that was pushed and not sent yet: an engine sends it in its own time. */
  flush(): void;
  close(): void;
}

/** What an outlet tells of what was pushed to it, while it is pushed. */
export interface MediaOutletEvents {
  /** So many milliseconds of a track's sound will never be heard: more came than the engine's buffer holds. */
  soundDropped(track: string, ms: number): void;
}

/** A WebRTC implementation. Knows nothing of sessions or models. */
export interface MediaEngine {
  openOutlet(tracks: readonly Track[], events: MediaOutletEvents): MediaOutlet;
  createPeer(options: MediaPeerOptions): MediaPeer;
  /** Closes every peer and outlet still open. */
  close(): Promise<void>;
}

/** Injection token of the engine. */
export const MediaEngine = Symbol('MediaEngine');
