import type { Track } from '../../contract/index.js';
import type { I420Picture, MediaBundle } from '../../media/index.js';
import type { MediaOutlet } from '../../session/ports/index.js';
import type { Wrtc, WrtcTrack, WrtcVideoSource } from './wrtc.js';

/**
 * One source for each of the model's video outputs. Every viewer's sender reads the same source and encodes for itself,
 * so a picture is handed to the library once however many watch.
 */
export class WrtcOutlet implements MediaOutlet {
  private readonly sources = new Map<string, WrtcVideoSource>();
  private readonly last = new Map<string, I420Picture>();
  private readonly tracks: WrtcTrack[] = [];
  private closed = false;

  constructor(wrtc: Wrtc, tracks: readonly Track[]) {
    for (const track of tracks) {
      if (track.direction !== 'out' || track.kind !== 'video') continue;
      // Screen content keeps the resolution and halves the time that encoding takes.
      this.sources.set(track.name, new wrtc.nonstandard.RTCVideoSource({ isScreencast: true }));
    }
  }

  /** A track to send, one for each viewer; undefined for a track that has no source. */
  track(name: string): WrtcTrack | undefined {
    const track = this.sources.get(name)?.createTrack();
    if (track !== undefined) this.tracks.push(track);
    return track;
  }

  /** The viewer that held it is gone. */
  drop(track: WrtcTrack): void {
    const at = this.tracks.indexOf(track);
    if (at >= 0) this.tracks.splice(at, 1);
    track.stop();
  }

  push(bundle: MediaBundle): void {
    if (this.closed) return;
    for (const [name, picture] of Object.entries(bundle.video)) {
      this.sources.get(name)?.onFrame(picture);
      this.keep(name, picture);
    }
  }

  /** Shows the last picture again, so that a viewer who comes while the model is idle sees something. */
  repeat(name: string): void {
    const picture = this.last.get(name);
    if (picture !== undefined && !this.closed) this.sources.get(name)?.onFrame(picture);
  }

  close(): void {
    this.closed = true;
    for (const track of this.tracks) track.stop();
    this.tracks.length = 0;
    this.sources.clear();
    this.last.clear();
  }

  private keep(name: string, picture: I420Picture): void {
    const kept = this.last.get(name);
    if (kept?.data.length !== picture.data.length) {
      this.last.set(name, { ...picture, data: picture.data.slice() });
      return;
    }
    kept.data.set(picture.data);
    if (kept.width !== picture.width) this.last.set(name, { ...picture, data: kept.data });
  }
}
