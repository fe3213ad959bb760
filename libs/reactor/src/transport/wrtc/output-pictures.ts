import type { I420Picture } from '../../media/index.js';
import { FramerateLimit } from '../webrtc/framerate-limit.js';
import type { Wrtc, WrtcTrack, WrtcVideoSource } from './wrtc.js';

/**
 * As measured at 1280x720: of screen content libwebrtc sends no more than 2.4 Mbit/s, however much it may (its least
 * quantizer is 15), and VP9 at 5 frames a second. Without its noise filter a camera is encoded nearly as fast.
 */
const SOURCE = { isScreencast: false, needsDenoising: false } as const;

/** A model that makes more pictures than are shown has shown another one after so many intervals. */
const QUIET_INTERVALS = 2;

/** What an output's pictures are shown with. */
export interface OutputPicturesParts {
  /** The newest picture; its buffer may be read until the caller returns. */
  last(): I420Picture | undefined;
  /** A picture is about to be given to encoders. @param frame its bundle's; undefined for one that is shown again */
  given(frame: number | undefined): void;
}

/**
 * Takes the pictures of one frame rate.
 * @param picture may be read until the call returns
 * @param frame its bundle's; undefined for one that is shown again
 */
export type PictureSink = (picture: I420Picture, frame: number | undefined) => void;

/** A source of the library's, which senders of one frame rate share. One without tracks is given no pictures. */
interface RatedSource {
  readonly source: WrtcVideoSource;
  readonly tracks: Set<WrtcTrack>;
  /** Encoders that are none of the library's. */
  readonly sinks: Set<PictureSink>;
  readonly limit: FramerateLimit;
  /** Runs while a picture was left out and none has followed. */
  waiting: NodeJS.Timeout | undefined;
  /** Bundle of the newest one that was left out. */
  waitingFrame: number | undefined;
}

/**
 * One output's pictures for its encoders: a source for each frame rate that one of them has, because the
 * library ignores the rate that a sender is given (`maxFramerate`).
 */
export class OutputPictures {
  private readonly sources = new Map<number, RatedSource>();

  constructor(
    private readonly wrtc: Wrtc,
    private readonly parts: OutputPicturesParts,
  ) {}

  /** A track for one sender. @param maxFramerate pictures a second */
  track(maxFramerate: number): WrtcTrack {
    const rated = this.sources.get(maxFramerate) ?? this.open(maxFramerate);
    const track = rated.source.createTrack();
    rated.tracks.add(track);
    return track;
  }

  /** Its sender is gone. */
  drop(track: WrtcTrack): void {
    for (const rated of this.sources.values()) {
      if (rated.tracks.delete(track) && isUnused(rated)) forget(rated);
    }
  }

  /** @param maxFramerate pictures a second @returns no more of them */
  listen(maxFramerate: number, sink: PictureSink): () => void {
    const rated = this.sources.get(maxFramerate) ?? this.open(maxFramerate);
    rated.sinks.add(sink);
    return () => {
      if (rated.sinks.delete(sink) && isUnused(rated)) forget(rated);
    };
  }

  /** @param frame its bundle's; undefined for one that is shown again */
  show(picture: I420Picture, frame: number | undefined): void {
    const nowMs = performance.now();
    const showing: RatedSource[] = [];
    for (const rated of this.sources.values()) {
      if (isUnused(rated)) continue;
      if (rated.limit.take(nowMs)) showing.push(rated);
      else this.waitFor(rated, frame);
    }
    this.give(showing, picture, frame);
  }

  close(): void {
    for (const rated of this.sources.values()) forget(rated);
    this.sources.clear();
  }

  private open(maxFramerate: number): RatedSource {
    const source = new this.wrtc.nonstandard.RTCVideoSource(SOURCE);
    const limit = new FramerateLimit(maxFramerate);
    const rated = {
      source,
      tracks: new Set<WrtcTrack>(),
      sinks: new Set<PictureSink>(),
      limit,
      waiting: undefined,
      waitingFrame: undefined,
    };
    this.sources.set(maxFramerate, rated);
    return rated;
  }

  /** Where the model makes no further picture, the one that was left out is shown: the newest wins. */
  private waitFor(rated: RatedSource, frame: number | undefined): void {
    const newest = frame ?? rated.waitingFrame;
    forget(rated);
    rated.waitingFrame = newest;
    rated.waiting = setTimeout(() => {
      const picture = this.parts.last();
      if (picture !== undefined) this.give([rated], picture, newest);
    }, QUIET_INTERVALS * rated.limit.intervalMs);
  }

  private give(sources: readonly RatedSource[], picture: I420Picture, frame: number | undefined): void {
    if (sources.length === 0) return;
    this.parts.given(frame);
    for (const rated of sources) {
      forget(rated);
      if (rated.tracks.size > 0) rated.source.onFrame(picture);
      for (const sink of rated.sinks) sink(picture, frame);
    }
  }
}

function isUnused({ tracks, sinks }: RatedSource): boolean {
  return tracks.size === 0 && sinks.size === 0;
}

function forget(rated: RatedSource): void {
  clearTimeout(rated.waiting);
  rated.waiting = rated.waitingFrame = undefined;
}
