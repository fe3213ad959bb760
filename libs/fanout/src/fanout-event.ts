import type { Codec } from './peer-options.js';

/** Numbers peers of one engine, from 1, never reused. */
export type PeerId = number;

export type IceState = 'new' | 'checking' | 'connected' | 'completed' | 'disconnected';

/** As this side sees the section: `send` sends to the peer. */
export type MediaDirection = 'send' | 'receive' | 'both' | 'inactive';

/** One stream since the connection began. */
export interface StreamStats {
  readonly mid: string;
  readonly direction: 'send' | 'receive';
  /** Retransmissions included. */
  readonly bytes: number;
  readonly packets: number;
  /** Requests of the receiving side. */
  readonly nacks: number;
  readonly plis: number;
  readonly firs: number;
  /** Total that the peer misses, from its receiver reports; sending only. */
  readonly packetsLost?: number;
  /** 0 to 1, since the report before. */
  readonly loss?: number;
  readonly rttMs?: number;
  /** In units of the stream's clock. */
  readonly jitter?: number;
}

/** About once a second for each connected peer. */
export interface PeerStats {
  /** All that crossed the path, RTCP and data channels included. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** From transport-wide feedback, so absent until media is acknowledged. */
  readonly rttMs?: number;
  readonly estimateBps?: number;
  /** 0 to 1, of the last second, from transport-wide feedback. */
  readonly lossSent?: number;
  readonly lossReceived?: number;
  readonly streams: readonly StreamStats[];
}

/** One whole encoded frame that a peer sent. */
export interface ReceivedFrame {
  readonly mid: string;
  readonly codec: Codec;
  readonly payloadType: number;
  /** As on the wire: 90 kHz for video, 48 kHz for Opus, 32 bits. */
  readonly rtpTimestamp: number;
  readonly keyframe: boolean;
  /** False where packets before it were given up: a decoder may want a keyframe. */
  readonly contiguous: boolean;
  /** Loudness as its sender says it: 0 (loudest) to 127 (digital silence), in -dBov (RFC 6464). */
  readonly audioLevel?: number;
  /** Its own memory: stays valid. */
  readonly data: Uint8Array;
  /** Engine's clock, ms, when its first packet arrived. */
  readonly arrivedAtMs: number;
  /** The newest report of this stream's sender: which wall-clock time (Unix, ms) its `rtpTimestamp` had. */
  readonly senderReport?: { readonly ntpMs: number; readonly rtpTimestamp: number };
}

export type FanoutEvent = { readonly peer: PeerId } & (
  | {
      /** ICE and DTLS are through; media and channels may flow. Once for each peer. */
      readonly type: 'connected';
    }
  | {
      /**
       * `disconnected` after 7 s without a packet of the peer, or when no pair of candidates is left; `connected` (or
       * `completed`) again when packets return or after an ICE restart. The peer lives on until `closePeer`.
       */
      readonly type: 'ice';
      readonly state: IceState;
    }
  | {
      /** The last event of a peer, after which its id is unknown; `closePeer` itself reports none. */
      readonly type: 'closed';
      /** `remote`: DTLS or SCTP was closed over there. `failed`: the handshake or a certificate was wrong. */
      readonly reason: 'remote' | 'failed';
      readonly message: string;
    }
  | {
      /** A section was agreed on, or its direction changed. */
      readonly type: 'media';
      readonly mid: string;
      readonly kind: 'video' | 'audio';
      readonly direction: MediaDirection;
    }
  | { readonly type: 'keyframeRequest'; readonly mid: string }
  | {
      /** What the way to the peer carries: from transport-wide feedback, or a REMB of the peer where `mid` is named. */
      readonly type: 'estimate';
      readonly bps: number;
      readonly mid?: string;
    }
  | ({ readonly type: 'frame' } & ReceivedFrame)
  | { readonly type: 'channelOpen'; readonly channel: number; readonly label: string }
  | {
      readonly type: 'channelMessage';
      readonly channel: number;
      readonly binary: boolean;
      /** UTF-8 where `binary` is false. Its own memory: stays valid. */
      readonly data: Uint8Array;
    }
  | {
      /** What was buffered is down to 262,144 bytes: a message that was refused may fit. */
      readonly type: 'channelWritable';
      readonly channel: number;
    }
  | { readonly type: 'channelClosed'; readonly channel: number }
  | ({ readonly type: 'stats' } & PeerStats)
);
