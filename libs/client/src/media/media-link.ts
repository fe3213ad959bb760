import type { CandidateEntry, SessionDescriptor, TrackMappingEntry } from '@nestjs-reactor/protocol';
import type { MediaSample } from './media-figures.js';

/** One track of a session, directions as the client sees them. */
export type TrackInfo = SessionDescriptor['capabilities']['tracks'][number];

/** What the server needs to answer. */
export interface LinkOffer {
  readonly sdp: string;
  readonly track_mapping: TrackMappingEntry[];
}

/** A frame that an element shows, as its link knows it. */
export interface LinkFrame {
  readonly rtpTimestamp: number;
  /** When its last byte arrived, as `performance.now()`; undefined: not known. */
  readonly receivedMs: number | undefined;
  readonly decodeMs: number;
}

/** Media of a session on their way to the page. */
export interface ReceivingLink {
  /** What the server sends, by track name; complete once the answer is in. */
  readonly received: ReadonlyMap<string, MediaStreamTrack>;
  /** Settles once media can flow; rejects with why they cannot. */
  readonly connected: Promise<void>;
  /** Settles, with the cause, when an established connection is lost. */
  readonly lost: Promise<Error>;
  sample(): Promise<MediaSample>;
  /** How loud each track of audio is that is received now, 0 to 1; undefined where the browser does not know. */
  levels(): (number | undefined)[];
  /** Which frame an element shows; absent where the browser's own report says so. */
  identify?(track: string, shown: VideoFrameCallbackMetadata): LinkFrame | undefined;
  close(): void;
}

/**
 * One peer connection with the server, from offer to close. The port that the browser's own implements. It is lost with
 * `ice_failed`.
 */
export interface MediaLink extends ReceivingLink {
  /** Called when an established connection is interrupted, unless it is already being restarted. */
  onInterrupted: (() => void) | null;

  /** @param onCandidate receives those found afterwards, null at their end */
  offer(onCandidate: (candidate: CandidateEntry | null) => void): Promise<LinkOffer>;
  /**
   * Looks for another path on the same peer connection. Its answer goes to `accept`; the link is lost when that is late,
   * or the path is.
   */
  restart(): Promise<LinkOffer>;
  accept(answerSdp: string): Promise<void>;
  /** May arrive before the answer. */
  addCandidate(candidate: CandidateEntry | null): void;
  /** Sends `media` on an input track of the model, or nothing. */
  send(track: string, media: MediaStreamTrack | null): Promise<void>;
}
