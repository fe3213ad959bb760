import { Logger } from '@nestjs/common';
import type { Track } from '../../contract/index.js';
import {
  AudioFeeder,
  type I420Picture,
  type MediaBundle,
  type SoundSink,
  WIRE_SAMPLE_RATE,
} from '../../media/index.js';
import type { MediaRoomContext } from '../../session/ports/index.js';
import { OutputPictures, type PictureSink } from './output-pictures.js';
import type { Wrtc, WrtcAudioSource, WrtcTrack } from './wrtc.js';

/** Most frequent report of lost sound. */
const TELL_EVERY_MS = 10_000;

/** Milliseconds in which a track that showed a picture has no use for its last one again. */
const FRESH_MS = 100;

export interface WrtcSourcesContext extends MediaRoomContext {
  /** A picture of the track is about to be given to its encoders. @param frame its bundle's; absent for a repeated one */
  pictureGiven?(track: string, frame?: number): void;
}

/**
 * The library's sources of one model's outputs. Every sender reads from a shared one and encodes for itself, so that
 * pictures are given to the library once for each frame rate and sound once, however many there are. It has no way to send a
 * frame's metadata.
 */
export class WrtcSources {
  private readonly pictures = new Map<string, OutputPictures>();
  private readonly sounds = new Map<string, WrtcAudioSource>();
  private readonly feeder: AudioFeeder;
  private readonly shownAtMs = new Map<string, number>();
  private readonly tracks: WrtcTrack[] = [];
  private readonly logger = new Logger('Reactor:webrtc');
  private untoldMs = 0;
  private toldAtMs = -Infinity;
  private closed = false;

  /** @param audioBufferMs milliseconds of each track's sound that may be buffered */
  constructor(
    wrtc: Wrtc,
    tracks: readonly Track[],
    audioBufferMs: number,
    private readonly context: WrtcSourcesContext,
  ) {
    for (const { name, kind, direction } of tracks) {
      if (direction !== 'out') continue;
      if (kind === 'audio') this.sounds.set(name, new wrtc.nonstandard.RTCAudioSource());
      else {
        const last = (): I420Picture | undefined => context.lastPicture(name);
        const given = (frame: number | undefined): void => context.pictureGiven?.(name, frame);
        this.pictures.set(name, new OutputPictures(wrtc, { last, given }));
      }
    }
    this.feeder = new AudioFeeder(new Map([...this.sounds].map(([name, source]) => [name, sinkOf(source)])), {
      bufferMs: audioBufferMs,
      onDrop: (track, ms) => {
        context.soundDropped(track, ms);
        this.tellLoss(ms);
      },
    });
  }

  /**
   * A track to send, one for each sender; undefined for a name that has no source.
   * @param maxFramerate of an output of pictures; absent: as many as the model emits
   */
  track(name: string, maxFramerate = Infinity): WrtcTrack | undefined {
    const track = this.pictures.get(name)?.track(maxFramerate) ?? this.sounds.get(name)?.createTrack();
    if (track === undefined) return undefined;
    this.tracks.push(track);
    return track;
  }

  /**
   * Pictures of an output for an encoder that is none of the library's.
   * @param maxFramerate absent: as many as the model emits
   * @returns no more of them
   */
  listen(name: string, sink: PictureSink, maxFramerate = Infinity): () => void {
    return this.pictures.get(name)?.listen(maxFramerate, sink) ?? (() => undefined);
  }

  /** Its sender is gone. */
  drop(track: WrtcTrack): void {
    const at = this.tracks.indexOf(track);
    if (at >= 0) this.tracks.splice(at, 1);
    for (const pictures of this.pictures.values()) pictures.drop(track);
    track.stop();
  }

  push(bundle: MediaBundle): void {
    if (this.closed) return;
    for (const [name, picture] of Object.entries(bundle.video)) this.show(name, picture, bundle.frame);
    for (const [name, block] of Object.entries(bundle.audio)) this.feeder.push(name, block);
  }

  flush(): void {
    this.feeder.flush();
  }

  /**
   * Shows the last picture again, so that a viewer that joins while the model is idle sees something. All viewers
   * receive it, so it is skipped where the track has just shown one: repeated requests flood no viewer.
   */
  repeat(name: string): void {
    if (this.closed || performance.now() - (this.shownAtMs.get(name) ?? -Infinity) < FRESH_MS) return;
    const picture = this.context.lastPicture(name);
    if (picture !== undefined) this.show(name, picture);
  }

  /** Idempotent. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.feeder.stop();
    for (const track of this.tracks) track.stop();
    this.tracks.length = 0;
    for (const pictures of this.pictures.values()) pictures.close();
    this.pictures.clear();
    this.sounds.clear();
  }

  private show(name: string, picture: I420Picture, frame?: number): void {
    this.shownAtMs.set(name, performance.now());
    this.pictures.get(name)?.show(picture, frame);
  }

  private tellLoss(ms: number): void {
    this.untoldMs += ms;
    if (performance.now() - this.toldAtMs < TELL_EVERY_MS) return;
    this.toldAtMs = performance.now();
    const lostMs = Math.round(this.untoldMs);
    this.untoldMs = 0;
    this.logger.warn(
      `${lostMs} ms of sound were dropped: the model emits more sound than is played; remove fps, or emit as much sound as its frames last`,
    );
  }
}

function sinkOf(source: WrtcAudioSource): SoundSink {
  return (samples, channelCount) =>
    source.onData({
      samples,
      sampleRate: WIRE_SAMPLE_RATE,
      bitsPerSample: 16,
      channelCount,
      numberOfFrames: samples.length / channelCount,
    });
}
