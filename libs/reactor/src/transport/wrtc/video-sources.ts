import type { I420Picture } from '../../media/index.js';
import type { Wrtc, WrtcTrack, WrtcVideoSource } from './wrtc.js';

interface Source {
  readonly source: WrtcVideoSource;
  readonly tracks: Set<WrtcTrack>;
}

/**
 * The library's sources of one video output. Screen content keeps its resolution and takes half the time to encode, but
 * libwebrtc limits one-layer VP9 of screen content to 5 frames a second, so that senders of VP9 have a source of their own.
 * A source without tracks is given no pictures.
 */
export class VideoSources {
  private readonly screen: Source;
  private camera: Source | undefined;

  constructor(private readonly wrtc: Wrtc) {
    this.screen = this.open(true);
  }

  /** @param codec that the track's sender encodes with, in capitals */
  createTrack(codec: string | undefined): WrtcTrack {
    const { source, tracks } = suitsScreenContent(codec) ? this.screen : (this.camera ??= this.open(false));
    const track = source.createTrack();
    tracks.add(track);
    return track;
  }

  forget(track: WrtcTrack): void {
    this.screen.tracks.delete(track);
    this.camera?.tracks.delete(track);
  }

  show(picture: I420Picture): void {
    for (const { source, tracks } of [this.screen, ...(this.camera === undefined ? [] : [this.camera])]) {
      if (tracks.size > 0) source.onFrame(picture);
    }
  }

  private open(isScreencast: boolean): Source {
    return { source: new this.wrtc.nonstandard.RTCVideoSource({ isScreencast }), tracks: new Set() };
  }
}

/** Senders of two codecs that agree in this may share a track. */
export function suitsScreenContent(codec: string | undefined): boolean {
  return codec !== 'VP9';
}
