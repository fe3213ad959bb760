import { createRequire } from 'node:module';
import { ReactorError } from '../../errors/index.js';
import type { DataChannel } from '../webrtc/data-channel.js';
import type { PathState } from '../webrtc/path-watch.js';
import { spareFinalizers } from './spare-finalizers.js';

/**
 * The part of the `wrtc` package that this project uses, typed as it behaves, which in places is not as the browser's
 * API is specified.
 */
export interface Wrtc {
  readonly RTCPeerConnection: new (configuration: WrtcConfiguration) => WrtcPeerConnection;
  readonly MediaStream: new () => object;
  readonly nonstandard: {
    readonly RTCVideoSource: new (init?: { isScreencast?: boolean; needsDenoising?: boolean }) => WrtcVideoSource;
    readonly RTCVideoSink: new (track: WrtcTrack) => WrtcVideoSink;
    readonly RTCAudioSource: new () => WrtcAudioSource;
    readonly RTCAudioSink: new (track: WrtcTrack) => WrtcAudioSink;
  };
}

export interface WrtcConfiguration {
  readonly bundlePolicy?: 'balanced' | 'max-bundle';
  readonly iceTransportPolicy?: 'all' | 'relay';
  readonly iceServers?: readonly { urls: readonly string[]; username?: string; credential?: string }[];
  /** Not in the specification: the UDP ports to use. */
  readonly portRange?: { readonly min: number; readonly max: number };
}

export interface WrtcTrack {
  readonly kind: 'video' | 'audio';
  stop(): void;
}

export interface WrtcVideoSource {
  createTrack(): WrtcTrack;
  /** Reads the view's whole buffer whatever its offset, and copies it before it returns. */
  onFrame(frame: { width: number; height: number; data: Uint8Array }): void;
}

export interface WrtcVideoSink {
  onframe: ((event: { frame: { width: number; height: number; data: Uint8Array<ArrayBuffer> } }) => void) | null;
  stop(): void;
}

export interface WrtcAudioSource {
  createTrack(): WrtcTrack;
  /** Exactly 10 ms a call. */
  onData(data: {
    samples: Int16Array;
    sampleRate: number;
    bitsPerSample: 16;
    channelCount: number;
    numberOfFrames: number;
  }): void;
}

export interface WrtcAudioSink {
  ondata: ((event: { samples: Int16Array<ArrayBuffer>; sampleRate: number; channelCount?: number }) => void) | null;
  stop(): void;
}

export interface WrtcSendParameters {
  encodings: { ssrc?: number; active?: boolean; maxBitrate?: number; scaleResolutionDownBy?: number }[];
  codecs: { sdpFmtpLine?: string }[];
}

export interface WrtcSender {
  readonly track: WrtcTrack | null;
  replaceTrack(track: WrtcTrack | null): Promise<void>;
  getParameters(): WrtcSendParameters;
  setParameters(parameters: WrtcSendParameters): Promise<void>;
}

export interface WrtcCodec {
  readonly mimeType: string;
}

export interface WrtcTransceiver {
  readonly mid: string | null;
  direction: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';
  readonly sender: WrtcSender;
  readonly receiver: { readonly track: WrtcTrack };
  setCodecPreferences(codecs: readonly WrtcCodec[]): void;
}

export interface WrtcPeerConnection {
  readonly connectionState: PathState;
  readonly signalingState: 'stable' | 'have-remote-offer' | 'closed';
  readonly iceGatheringState: 'new' | 'gathering' | 'complete';
  readonly localDescription: { readonly sdp: string } | null;
  onconnectionstatechange: (() => void) | null;
  onicegatheringstatechange: (() => void) | null;
  onicecandidate:
    | ((event: {
        candidate: { candidate: string; sdpMid?: string | null; sdpMLineIndex?: number | null } | null;
      }) => void)
    | null;
  ondatachannel: ((event: { channel: DataChannel }) => void) | null;
  /** Servers other than before are asked from the next ICE restart on. */
  setConfiguration(configuration: WrtcConfiguration): void;
  /** Rolls an offer back that was set and not answered, or sets one. */
  setRemoteDescription(description: { type: 'offer' | 'answer'; sdp: string } | { type: 'rollback' }): Promise<void>;
  createAnswer(): Promise<{ type: 'answer'; sdp: string }>;
  setLocalDescription(description: { type: 'offer' | 'answer'; sdp: string }): Promise<void>;
  addIceCandidate(candidate: { candidate: string; sdpMid?: string; sdpMLineIndex?: number }): Promise<void>;
  getTransceivers(): WrtcTransceiver[];
  addTransceiver(
    trackOrKind: WrtcTrack | 'video' | 'audio',
    init: {
      direction: 'sendonly' | 'recvonly';
      sendEncodings?: readonly { maxBitrate?: number; scaleResolutionDownBy?: number }[];
    },
  ): WrtcTransceiver;
  createOffer(): Promise<{ type: 'offer'; sdp: string }>;
  getStats(): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>>;
  close(): void;
}

let loaded: Wrtc | undefined;

/**
 * Loads the native library, on first use: a worker that imports this package for its decorators must never load it,
 * since the library brings the process down when a thread that holds it ends. The process that loads it ends without
 * its finalizers, for the same reason.
 *
 * Throws `engine_unavailable`.
 */
export function loadWrtc(): Wrtc {
  if (loaded !== undefined) return loaded;
  try {
    loaded = createRequire(import.meta.url)('wrtc') as Wrtc;
  } catch (error) {
    throw new ReactorError(
      'engine_unavailable',
      `the WebRTC package cannot be loaded on ${process.platform} ${process.arch}; run: npm install wrtc@npm:@roamhq/wrtc`,
      { cause: error },
    );
  }
  spareFinalizers();
  return loaded;
}
