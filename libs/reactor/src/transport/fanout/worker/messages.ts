import type { MessagePort } from 'node:worker_threads';
import type { TransportAddress } from '@nestjs-reactor/fanout';
import type { StreamCodec, StreamFeedback } from '@nestjs-reactor/protocol/stream';
import type { SentFrame, ViewerDropCause } from '../../../session/ports/index.js';
import type { Rung } from '../../webrtc/ladder.js';

/** Codec of one output for one viewer. */
export type FanCodec = 'VP8' | 'VP9' | 'AV1' | 'H264' | 'opus';

/** An address of this machine, and the ports that may be used on it; 0 is any port. */
export interface LocalAddress {
  readonly address: string;
  readonly minPort: number;
  readonly maxPort: number;
}

/** Why an address of this machine is not received on. */
export interface UnusableAddress {
  readonly address: string;
  readonly protocol: 'udp' | 'tcp';
  readonly reason: string;
}

/** What a fan-out thread is started with. */
export interface HubSetup {
  /** Least bitrate of an encoder that one viewer watches, however thin his link seems. */
  readonly minKbps: number;
  /** Delay that receivers are asked to play pictures with, in milliseconds. */
  readonly playoutDelayMs: number;
  /** Receive over TCP as well, for clients whose network lets no UDP through. */
  readonly tcp: boolean;
}

/** One section of an answered offer that carries an output of the model. */
export interface OutgoingSection {
  readonly mid: string;
  /** Number of the track in this thread. */
  readonly track: number;
  readonly codec: FanCodec;
  readonly flowing: boolean;
}

/** One section of an answered offer that carries an input of the model. */
export interface IncomingSection {
  readonly mid: string;
  /** Number of the link to the decoder. */
  readonly link: number;
}

/** One output on a stream over a socket. */
export interface StreamSection {
  /** In the header of its frames. */
  readonly id: number;
  /** Number of the track in this thread. */
  readonly track: number;
  readonly codec: StreamCodec;
}

/** A rung of one track in one codec. `index` 0 is the best. */
export interface RungName {
  readonly track: number;
  readonly codec: FanCodec;
  readonly index: number;
}

/** One frame of an encoder that posts its frames. */
export interface EncodedFrame {
  /** When its picture was shown, on the clock of `sharedNowMs`. */
  readonly atMs: number;
  /** Number of its bundle; undefined for a picture that was shown again. */
  readonly frame: number | undefined;
  readonly encodedMs: number;
  readonly keyframe: boolean;
  readonly data: Uint8Array<ArrayBuffer>;
}

export function keyOf({ track, codec, index }: RungName): string {
  return `${track} ${codec} ${index}`;
}

/** From the server's thread to a fan-out thread. Numbers of tracks, peers, links and requests are the sender's. */
export type HubCommand =
  /** The other end of the port is with that thread, in the same message. */
  | { readonly type: 'neighbour'; readonly thread: number; readonly port: MessagePort }
  /** Sockets for these addresses, beside those that are open. Answered by `listening`. */
  | { readonly type: 'listen'; readonly request: number; readonly addresses: readonly LocalAddress[] }
  | {
      readonly type: 'openTrack';
      readonly track: number;
      readonly kind: 'video' | 'audio';
      /** The best first; one for sound. */
      readonly rungs: readonly Rung[];
      /** Number of the thread that its encoders are connected to; undefined for this one. */
      readonly home: number | undefined;
    }
  | { readonly type: 'closeTrack'; readonly track: number }
  /**
   * A picture was given to the encoders of a track, at this time of the shared clock in milliseconds.
   * `frame` is its bundle's number; undefined for one that is shown again.
   */
  | { readonly type: 'shown'; readonly track: number; readonly frame: number | undefined; readonly atMs: number }
  | { readonly type: 'createPeer'; readonly peer: number; readonly startKbps: number }
  | { readonly type: 'offer'; readonly request: number; readonly peer: number; readonly sdp: string }
  /** A peer that offers to send, on sockets of its own. Answered by `answer`, which has the offer. */
  | {
      readonly type: 'openOutbound';
      readonly request: number;
      readonly peer: number;
      readonly startKbps: number;
      readonly codecs: readonly FanCodec[];
      /** Sections; those of video come first. */
      readonly video: number;
      readonly audio: number;
      readonly addresses: readonly LocalAddress[];
    }
  /** What the other server answered. Answered by `accepted`. */
  | { readonly type: 'acceptAnswer'; readonly request: number; readonly peer: number; readonly sdp: string }
  | {
      readonly type: 'sections';
      readonly peer: number;
      readonly outgoing: readonly OutgoingSection[];
      readonly incoming: readonly IncomingSection[];
    }
  | { readonly type: 'flow'; readonly peer: number; readonly track: number; readonly flowing: boolean }
  | {
      readonly type: 'message';
      readonly peer: number;
      readonly channel: number;
      readonly data: string | Uint8Array<ArrayBuffer>;
    }
  | { readonly type: 'stats'; readonly request: number; readonly peer: number }
  | { readonly type: 'closePeer'; readonly peer: number }
  /** A stream over a socket of the sender's; it is numbered as peers are, and flows, has counters and is closed like one. */
  | {
      readonly type: 'openStream';
      readonly peer: number;
      readonly startKbps: number;
      readonly sections: readonly StreamSection[];
    }
  | { readonly type: 'streamFeedback'; readonly peer: number; readonly feedback: StreamFeedback }
  /** An empty message went to the client of a stream and back. */
  | { readonly type: 'streamRoundTrip'; readonly peer: number; readonly ms: number }
  /** An encoder of libwebrtc offers to send what it encodes. Answered by `answer`. */
  | { readonly type: 'encoderOffer'; readonly request: number; readonly rung: RungName; readonly sdp: string }
  /** An encoder that posts its frames. */
  | { readonly type: 'openEncoder'; readonly rung: RungName }
  | { readonly type: 'encoded'; readonly rung: RungName; readonly frame: EncodedFrame }
  | { readonly type: 'closeEncoder'; readonly rung: RungName }
  /** A decoder of libwebrtc offers to receive what a client sends. Answered by `answer`. */
  | { readonly type: 'decoderOffer'; readonly request: number; readonly link: number; readonly sdp: string }
  | { readonly type: 'closeDecoder'; readonly link: number }
  /** The thread's peers say goodbye, and it ends. */
  | { readonly type: 'close' };

/** Counters of one output of one peer. */
export interface HubOutputStats {
  readonly track: number;
  readonly codec: FanCodec;
  readonly flowing: boolean;
  /** The rung that it is on, or moves to; absent while nothing is sent. */
  readonly rung?: Rung & { readonly index: number };
  /** Of that rung's encoder. */
  readonly encoderKbps?: number;
  readonly framesSent: number;
  readonly framesPerSecond?: number;
  readonly framesDropped: Readonly<Record<ViewerDropCause, number>>;
  readonly keyframeRequests: number;
  readonly nacks?: number;
}

/** Counters of one peer. */
export interface HubPeerStats {
  readonly roundTripTimeMs?: number;
  readonly estimateKbps?: number;
  readonly sentKbps?: number;
  readonly bytesSent: number;
  readonly packetsLost: number;
  readonly lossShare?: number;
  readonly keyframeRequests: number;
  /** Of its media. */
  readonly protocol: 'udp' | 'tcp' | 'websocket';
  /** Packets that its TCP connection did not take. */
  readonly packetsDropped: number;
  readonly outputs: readonly HubOutputStats[];
}

/** Where media of a peer goes through; `connected` again after an interruption. */
export type HubPathState = 'connecting' | 'connected' | 'disconnected';

/** From a fan-out thread to the server's. */
export type HubReport =
  | { readonly type: 'ready' }
  | {
      readonly type: 'listening';
      readonly request: number;
      /** UDP before TCP. */
      readonly open: readonly TransportAddress[];
      readonly failed: readonly UnusableAddress[];
    }
  | { readonly type: 'answer'; readonly request: number; readonly sdp: string }
  | { readonly type: 'accepted'; readonly request: number }
  | { readonly type: 'refused'; readonly request: number; readonly reason: string }
  | { readonly type: 'path'; readonly peer: number; readonly state: HubPathState }
  /** The peer has ended by itself; nothing more of it follows. */
  | { readonly type: 'peerClosed'; readonly peer: number; readonly reason: string }
  /** One frame of a stream, as its client gets it. */
  | { readonly type: 'streamFrame'; readonly peer: number; readonly message: Uint8Array<ArrayBuffer> }
  /** The client of a stream speaks of a frame that was never sent. */
  | { readonly type: 'streamViolated'; readonly peer: number }
  | { readonly type: 'channelOpen'; readonly peer: number; readonly channel: number; readonly label: string }
  | {
      readonly type: 'channelMessage';
      readonly peer: number;
      readonly channel: number;
      readonly data: string | Uint8Array<ArrayBuffer>;
    }
  | { readonly type: 'channelClosed'; readonly peer: number; readonly channel: number }
  /** Bytes of messages that are not sent yet. */
  | { readonly type: 'channelBuffered'; readonly peer: number; readonly channel: number; readonly bytes: number }
  | { readonly type: 'stats'; readonly request: number; readonly stats: HubPeerStats | undefined }
  /** Somebody needs the rung: its encoder is to start. */
  | { readonly type: 'rungWanted'; readonly rung: RungName }
  /** Nobody needs it any more. */
  | { readonly type: 'rungIdle'; readonly rung: RungName }
  | { readonly type: 'rungRate'; readonly rung: RungName; readonly kbps: number }
  /** The next picture of an encoder that posts its frames is to be a keyframe. */
  | { readonly type: 'keyframeWanted'; readonly rung: RungName }
  /** The track shows nothing new, and a viewer needs its picture. */
  | { readonly type: 'repeatPicture'; readonly track: number }
  /** A frame of the model has left for the first viewer. */
  | { readonly type: 'frameSent'; readonly track: number; readonly sent: Omit<SentFrame, 'track'> }
  /** A frame of a client's camera or microphone arrived on the link, whose decoder is not open. */
  | { readonly type: 'decoderWanted'; readonly link: number };
