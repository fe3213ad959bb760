import type { Track } from '../contract/index.js';
import { AudioSamples, VideoFrame } from '../media/index.js';
import type { InputDrop } from '../session/measurement.js';
import type { GuestLimits } from './guest-limits.js';
import { InputBuffer, type Park } from './input-buffer.js';
import { SoundTrack } from './sound-track.js';

interface Microphone {
  readonly buffer: InputBuffer<AudioSamples>;
  readonly stream: SoundTrack;
}

/** Everything that clients send to a model, track by track, in the form that its input class declares. */
export class InputDesk {
  /** By the property that declares each. */
  readonly byProperty: Readonly<Record<string, InputBuffer<VideoFrame> | InputBuffer<AudioSamples>>>;

  private readonly cameras = new Map<string, InputBuffer<VideoFrame>>();
  private readonly microphones = new Map<string, Microphone>();

  constructor(tracks: readonly Track[], limits: GuestLimits, park: Park) {
    const bounds = { frames: limits.maxInputFrames, bytes: limits.maxInputBytes };
    const byProperty: Record<string, InputBuffer<VideoFrame> | InputBuffer<AudioSamples>> = {};
    for (const track of tracks.filter(({ direction }) => direction === 'in')) {
      if (track.kind === 'video') {
        const buffer = new InputBuffer<VideoFrame>(track.name, park, (frame) => frame.data.byteLength, bounds);
        this.cameras.set(track.name, buffer);
        byProperty[track.property] = buffer;
      } else {
        const buffer = new InputBuffer<AudioSamples>(track.name, park, (block) => block.data.byteLength, bounds);
        this.microphones.set(track.name, { buffer, stream: new SoundTrack(track.sampleRate ?? 48_000) });
        byProperty[track.property] = buffer;
      }
    }
    this.byProperty = byProperty;
  }

  /** What the model will never read, by track and cause, since the start. */
  get drops(): readonly InputDrop[] {
    return Object.values(this.byProperty).flatMap((buffer) => buffer.drops);
  }

  /** A track that the model does not have is ignored. */
  pushVideo(track: string, frame: VideoFrame): void {
    this.cameras.get(track)?.push(frame);
  }

  /** The model reads one channel at the rate that it declares, whatever comes. */
  pushAudio(track: string, sound: AudioSamples): void {
    const microphone = this.microphones.get(track);
    if (microphone === undefined) return;
    const heard = AudioSamples.fromPcm(microphone.stream.take(sound.toMono()));
    if (heard.length > 0) microphone.buffer.push(heard);
  }

  /** Wakes every reader with `buffer_closed`. */
  close(): void {
    for (const buffer of Object.values(this.byProperty)) buffer.close();
  }

  /** What comes from now on is kept for the model. */
  reopen(): void {
    for (const { stream } of this.microphones.values()) stream.reset();
    for (const buffer of Object.values(this.byProperty)) buffer.reopen();
  }
}
