import type { Channel, ClientMessage, ServerMessage, WireError, WireVersion } from '@nestjs-reactor/protocol';
import type { Track } from '../../contract/index.js';
import type { I420Picture, PcmBlock } from '../../media/index.js';
import type { EncodedStream, EncodedStreamOptions } from './encoded-stream.port.js';
import type { OutputSink } from './output-sink.port.js';

/** A STUN or TURN server that clients and the server itself may use. */
export interface IceServer {
  readonly uris: readonly string[];
  readonly credentials?: { readonly username: string; readonly password: string };
}

/** Which m-section of the offer carries which track, in the client's view: `recvonly` is a track that it receives. */
export interface TrackMapping {
  readonly mid: string;
  readonly name: string;
  readonly kind: 'video' | 'audio';
  readonly direction: 'recvonly' | 'sendonly';
}

/** One offer of a client, as passed to an engine. */
export interface MediaOffer {
  readonly sdp: string;
  /** Absent where the client names none: its sections go to the model's tracks by kind and order. */
  readonly tracks?: readonly TrackMapping[];
  /** Emit the server's candidates one by one instead of waiting to embed them in the answer. */
  readonly trickle: boolean;
  /** IP address that the offer came from; absent where it is not known. Decides which addresses its candidates may name. */
  readonly clientAddress?: string;
  /** Replaces those that the peer was created with, from this offer on. */
  readonly iceServers?: readonly IceServer[];
}

/** `candidate: ''` ends one m-section's candidates. */
export interface IceCandidate {
  readonly candidate: string;
  readonly sdpMid?: string;
  readonly sdpMLineIndex?: number;
}

/** Why a frame was not sent to a viewer who watches the output. */
export type ViewerDropCause =
  /** What was sent before it still waits for the viewer's link. */
  | 'link_behind'
  /** The viewer cannot decode it before its next keyframe. */
  | 'awaiting_keyframe'
  /** The viewer's connection took none, as before it is open. */
  | 'not_taken';

/** What one output of the model is sent as to one viewer; absent where the engine does not know. */
export interface PeerOutputStats {
  /** Name of the output. */
  readonly track: string;
  readonly kind: 'video' | 'audio';
  /** As in the SDP, without `video/` and `audio/`. */
  readonly codec?: string;
  /** It is sent: the viewer has not paused it. */
  readonly flowing: boolean;
  /** At what size and bitrate, where the engine encodes several. */
  readonly rung?: {
    /** Place on the ladder; 0 is the best. */
    readonly index: number;
    /** The picture's width and height are divided by it. */
    readonly scale: number;
    /** Frames a second at most; absent where there is no limit. */
    readonly maxFramerate?: number;
    readonly maxKbps: number;
  };
  /** Bitrate that its encoder has now. */
  readonly encoderKbps?: number;
  /** Pixels of the picture as it is sent. */
  readonly width?: number;
  readonly height?: number;
  readonly framesSent?: number;
  /** Over the last seconds. */
  readonly framesPerSecond?: number;
  /** Frames that this viewer did not get. */
  readonly framesDropped?: Readonly<Partial<Record<ViewerDropCause, number>>>;
  readonly keyframeRequests?: number;
  /** Requests to send packets again. */
  readonly nacks?: number;
  /** Packets that were sent again. */
  readonly retransmissions?: number;
}

/** Whether media can reach a client. */
export type MediaPath = 'connecting' | 'connected' | 'disconnected';

/** Counters of one viewer's media since it connected; absent where the engine does not know. */
export interface PeerStats {
  readonly path?: MediaPath;
  readonly roundTripTimeMs?: number;
  /** What the link carries, as estimated. */
  readonly availableOutgoingKbps?: number;
  /** Sent over the last seconds. */
  readonly sentKbps?: number;
  readonly bytesSent?: number;
  readonly framesEncoded?: number;
  readonly framesPerSecond?: number;
  readonly packetsLost?: number;
  /** Packets that the client's TCP connection did not take: it reads too slowly, or has ended. */
  readonly packetsDropped?: number;
  /** Share of the packets of the last five seconds that were lost, 0 to 1. */
  readonly lossShare?: number;
  readonly keyframeRequests?: number;
  readonly encodeMs?: number;
  /** Of the server's end. */
  readonly candidateType?: string;
  readonly protocol?: string;
  /** Outputs on the client's sections, in the order of the sections. */
  readonly outputs?: readonly PeerOutputStats[];
}

/** An encoder that runs. */
export interface RunningEncoder {
  readonly track: string;
  readonly kind: 'video' | 'audio';
  readonly codec: string;
  /** The picture's width and height are divided by it. */
  readonly scale: number;
}

/** One way to reach one client with messages. The codec is internal to the wire. */
export interface MessageWire {
  /**
   * Sends, or withholds a message that this client's protocol version cannot encode. A wire that is closed or over its
   * bound counts the message as dropped. Throws `unencodable`, or `message_too_large` for one that does not fit a
   * frame.
   */
  send(message: ServerMessage): void;
  /** Bytes queued to be sent, where the wire knows: messages that may wait are then sent later. */
  readonly backlog?: number;
}

/** What a peer dropped. */
export type PeerDrop =
  /** A message that the client did not get: its channel was over its bound, or closed, or never opened. */
  | 'message'
  /** A candidate of the client that arrived before its offer, over the bound. */
  | 'early_candidate'
  /** An unusable candidate of the client: of another offer, or with a name that cannot be resolved here. */
  | 'unusable_candidate'
  /** A candidate of the client with an address that it may not name. */
  | 'denied_candidate'
  /** A TCP candidate of the client, which the engine does not connect to. */
  | 'tcp_candidate'
  /** A candidate of the client beyond the limit for one offer, or for one connection per minute. */
  | 'excess_candidate'
  /** A message of the client's data channels beyond their rate, which was not read. */
  | 'excess_message';

/** Events of one peer, emitted on the server's thread; none after `close`. */
export interface MediaPeerEvents {
  /** Media flows and messages may be sent. Emitted once. */
  connected(): void;
  /** The peer has ended: it closed, failed, or was disconnected for too long. Emitted at most once. */
  lost(cause: string): void;
  /** One message of the client, decoded. */
  message(message: ClientMessage): void;
  /** A frame that no codec can decode: answered where its wire can encode an error, counted always. */
  malformed(error: WireError, channel: Channel): void;
  /** The picture's buffer is lent for the call: it is copied only where the picture is admitted. */
  video(track: string, picture: I420Picture, captureTimeUs?: number): void;
  /** The block's buffer is lent for the call. */
  audio(track: string, block: PcmBlock): void;
  /** One of the client's pictures exceeds the engine's options; it is dropped. */
  inputDropped(track: string, cause: 'too_large' | 'too_fast'): void;
  /** A number of items, as they are dropped; messages still queued for a channel are reported while the peer closes. */
  dropped(what: PeerDrop, count: number): void;
  /** A candidate of the server's, null at the end; only where the offer wants them to trickle. */
  candidate(candidate: IceCandidate | null): void;
}

/** Of one peer: whose it is, and how it finds its client. */
export interface MediaPeerOptions {
  readonly connectionId: number;
  /** The same object for all peers of one connection, for what is limited over all of them. */
  readonly connection: object;
  readonly iceServers: readonly IceServer[];
  /** How messages are framed until the client's first frame selects a codec. */
  readonly wire: WireVersion;
  /** Model outputs flow at once (clients that never ask for them), or wait for `setFlowing`. */
  readonly startFlowing: boolean;
  /** Candidates queued until the offer is accepted; then the oldest are dropped. */
  readonly maxEarlyCandidates: number;
  /** How long an ICE restart may take without connectivity, in milliseconds; zero or less leaves it to the engine. */
  readonly restartTimeoutMs: number;
  readonly events: MediaPeerEvents;
}

/** The media side of one peer connection of a client, from its first offer to its end. */
export interface MediaPeer extends MessageWire {
  /**
   * Answers one offer; rejects with `bad_sdp` or `negotiation_failed`. A peer whose first offer is rejected is already
   * closed.
   *
   * Further offers must be of the same peer connection: an ICE restart, added or removed sections, or the same offer
   * again. Active tracks stay active, paused ones paused, channels open; a rejected offer changes nothing. Offers that
   * arrive while another is being answered are queued. Closing the peer settles each: `negotiation_failed`.
   */
  accept(offer: MediaOffer): Promise<{ readonly sdp: string }>;
  /**
   * Candidates that arrive before their offer are queued, within the bound. One that is unusable, or over a bound, is
   * reported as dropped; nothing is thrown.
   */
  addCandidates(candidates: readonly IceCandidate[]): void;
  /** Starts or truly stops sending one of the model's outputs to this client. Idempotent; unknown names are ignored. */
  setFlowing(track: string, flowing: boolean): void;
  /** Returns the messages queued for a data channel that is not open, oldest first; this peer will not send them. */
  takeUnsent(): readonly ServerMessage[];
  stats(): Promise<PeerStats>;
  /** Silent: no event follows. Idempotent. */
  close(): Promise<void>;
}

/** Events of one outbound peer, emitted on the server's thread; none after `close`. */
export interface OutboundPeerEvents {
  /** Media flows. Emitted once. */
  connected(): void;
  /** It has ended: it closed, failed, or was disconnected for too long. Emitted at most once. */
  lost(cause: string): void;
}

/** Of a peer connection to another server. */
export interface OutboundPeerOptions {
  /** Names of the model's outputs to send. */
  readonly tracks: readonly string[];
  readonly events: OutboundPeerEvents;
}

/** A peer connection to another server, which this side offers: outputs of the model go out, nothing comes in. */
export interface OutboundPeer {
  /** The offer, with all candidates of this side. Once. Rejects with `negotiation_failed`. */
  offer(): Promise<string>;
  /**
   * Takes the other server's answer, and connects. Rejects with `bad_sdp` where it cannot be read or accepts no output, and
   * with `negotiation_failed`.
   */
  acceptAnswer(sdp: string): Promise<void>;
  stats(): Promise<PeerStats>;
  /** Silent: no event follows. Idempotent. */
  close(): Promise<void>;
}

/**
 * The media of one session in one engine: it takes the model's frames once for all viewers, and creates the peers of
 * those who watch. An engine may encode for each viewer or once for all.
 */
export interface MediaRoom extends OutputSink {
  /** Those that encode for several viewers; absent where each viewer has its own. */
  readonly encoders?: readonly RunningEncoder[];
  /** Throws `connection_limit` where there is no room for another client. */
  createPeer(options: MediaPeerOptions): MediaPeer;
  /** Absent where the engine only answers offers. Throws `connection_limit` where there is no room for another peer. */
  createOutboundPeer?(options: OutboundPeerOptions): OutboundPeer;
  /**
   * A stream for a client without a peer connection; absent for an engine that sends to peer connections alone. Rejects with
   * `negotiation_failed` where the client decodes none of the engine's codecs.
   */
  openStream?(options: EncodedStreamOptions): Promise<EncodedStream>;
  /** Peers that are still open report `lost`, and close; streams end. Idempotent. */
  close(): Promise<void>;
}

/** A frame on its way to viewers. Times are of `sharedNowMs`. */
export interface SentFrame {
  readonly track: string;
  /** That of its bundle. */
  readonly frame: number;
  /** 32 bits, 90 kHz; the same in the packets to every viewer. */
  readonly rtpTimestamp: number;
  readonly encodedMs: number;
  /** Its first packet was handed to the network. */
  readonly sentMs: number;
}

/** What an engine reads from the session of a room, and what it reports to it. */
export interface MediaRoomContext {
  /**
   * The newest picture of an output, for viewers who join while the model makes none. Its buffer may be read until the
   * caller returns.
   */
  lastPicture(track: string): I420Picture | undefined;
  /** Milliseconds of a track's sound that were dropped: more arrived than the engine's buffer holds. */
  soundDropped(track: string, ms: number): void;
  /**
   * A frame was sent to one viewer at least; once for each frame and track, in order, by the first rung that sends it. An
   * engine that does not know its RTP timestamps reports none.
   */
  frameSent(frame: SentFrame): void;
}

/** A WebRTC implementation. Independent of sessions and models. */
export interface MediaEngine {
  /** Of its own in the application: `wrtc`. Metrics and log lines carry it. */
  readonly name: string;
  /** @param tracks all tracks of the model */
  open(tracks: readonly Track[], context: MediaRoomContext): MediaRoom;
  /** Closes every room still open. */
  close(): Promise<void>;
}

/** Injection token of the engine. */
export const MediaEngine = Symbol('MediaEngine');
