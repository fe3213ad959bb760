import type { CandidateEntry, SessionDescriptor, TrackMappingEntry } from '@nestjs-reactor/protocol';
import type { MediaSample } from './media-figures.js';

/** One track of a session, directions as the client sees them. */
export type TrackInfo = SessionDescriptor['capabilities']['tracks'][number];

/** What the server needs to answer. */
export interface LinkOffer {
  readonly sdp: string;
  readonly track_mapping: TrackMappingEntry[];
}

/** One peer connection with the server, from offer to close. The port that the browser's own implements. */
export interface MediaLink {
  /** What the server sends, by track name; complete once the answer is in. */
  readonly received: ReadonlyMap<string, MediaStreamTrack>;
  /** Settles once media can flow; rejects with `ice_failed`. */
  readonly connected: Promise<void>;
  /** Settles, with `ice_failed`, when an established connection is lost. */
  readonly lost: Promise<Error>;
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
  sample(): Promise<MediaSample>;
  /** How loud each track of audio is that is received now, 0 to 1; undefined where the browser does not know. */
  levels(): (number | undefined)[];
  close(): void;
}
