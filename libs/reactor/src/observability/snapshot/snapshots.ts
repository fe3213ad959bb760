import { Injectable } from '@nestjs/common';
import { ReactorError } from '../../errors/index.js';
import { encodePng, VideoFrame } from '../../media/index.js';
import type { Session } from '../../session/index.js';

/** Newest pictures of running sessions, as PNG. */
@Injectable()
export class Snapshots {
  /** Those being encoded: whoever asks for the same picture in the meantime gets it too, so that requests cannot pile up. */
  private readonly encoding = new WeakMap<Session, Map<string, Promise<Buffer>>>();

  /**
   * @param track undefined: the first output with pictures
   * Throws `unknown_track`, and `no_picture` where the model has not emitted one on it yet.
   */
  take(session: Session, track = firstVideo(session)): Promise<Buffer> {
    const ofSession = this.encoding.get(session) ?? new Map<string, Promise<Buffer>>();
    this.encoding.set(session, ofSession);
    const running = ofSession.get(track);
    if (running !== undefined) return running;
    const picture = newest(session, track);
    const started = encodePng(picture.width, picture.height, VideoFrame.fromPicture(picture).toRgba()).finally(() =>
      ofSession.delete(track),
    );
    ofSession.set(track, started);
    return started;
  }
}

function firstVideo({ manifest }: Session): string {
  const found = manifest.tracks.find(({ kind, direction }) => kind === 'video' && direction === 'out');
  if (found !== undefined) return found.name;
  throw new ReactorError('unknown_track', `${manifest.name} has no output with pictures`);
}

function newest({ manifest, output }: Session, track: string) {
  const videos = manifest.tracks.filter(({ kind, direction }) => kind === 'video' && direction === 'out');
  if (!videos.some(({ name }) => name === track)) {
    throw new ReactorError(
      'unknown_track',
      `${JSON.stringify(track.slice(0, 80))} is no output with pictures; ${manifest.name} has ${videos.map(({ name }) => name).join(', ') || 'none'}`,
    );
  }
  const picture = output.lastPicture(track);
  if (picture !== undefined) return picture;
  throw new ReactorError('no_picture', `the model has emitted no picture on ${track} yet; ask again`);
}
