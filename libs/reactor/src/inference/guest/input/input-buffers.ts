import type { BoundTrack } from '../../../contract/binding/index.js';
import { AudioSamples, VideoFrame } from '../../../media/index.js';
import type { InputDrop } from '../../../session/lifecycle/measurement.js';
import type { WorkerLimits } from '../../protocol/worker-limits.js';
import { InputBuffer, type InputWaits } from './input-buffer.js';
import { SoundTrack } from './sound-track.js';

/** What a model took out of its inputs, in milliseconds. */
export interface Intake {
  /** Duration of the pictures taken, at their camera's usual rate; of the camera with the longest. */
  readonly picturesMs: number;
  /** Duration of the sound taken; of the microphone with the longest. */
  readonly soundMs: number;
}

interface Microphone {
  readonly buffer: InputBuffer<AudioSamples>;
  readonly stream: SoundTrack;
}

/** Clients' media for a model, by track, in the form that its input class declares. */
export class InputBuffers {
  /** By the property that declares each. */
  readonly byProperty: Readonly<Record<string, InputBuffer<VideoFrame> | InputBuffer<AudioSamples>>>;

  private readonly cameras = new Map<string, InputBuffer<VideoFrame>>();
  private readonly microphones = new Map<string, Microphone>();
  /** Since the last query, by track: pictures, and milliseconds of sound. */
  private readonly picturesTaken = new Map<string, number>();
  private readonly soundTaken = new Map<string, number>();

  constructor(tracks: readonly BoundTrack[], limits: WorkerLimits, waits: InputWaits) {
    const bounds = { frames: limits.maxInputFrames, bytes: limits.maxInputBytes };
    const byProperty: Record<string, InputBuffer<VideoFrame> | InputBuffer<AudioSamples>> = {};
    for (const track of tracks.filter(({ direction }) => direction === 'in')) {
      if (track.kind === 'video') {
        const buffer = new InputBuffer<VideoFrame>(
          track.name,
          waits,
          (frame) => frame.data.byteLength,
          bounds,
          (frames) => add(this.picturesTaken, track.name, frames.length),
        );
        this.cameras.set(track.name, buffer);
        byProperty[track.property] = buffer;
      } else {
        const buffer = new InputBuffer<AudioSamples>(
          track.name,
          waits,
          (block) => block.data.byteLength,
          bounds,
          (blocks) =>
            add(
              this.soundTaken,
              track.name,
              blocks.reduce((ms, block) => ms + block.durationMs, 0),
            ),
        );
        this.microphones.set(track.name, { buffer, stream: new SoundTrack(track.sampleRate ?? 48_000) });
        byProperty[track.property] = buffer;
      }
    }
    this.byProperty = byProperty;
  }

  /** Media that the model will never read, by track and cause, since the start. */
  get drops(): readonly InputDrop[] {
    return Object.values(this.byProperty).flatMap((buffer) => buffer.drops);
  }

  /** What the model took since the last call. */
  takeIntake(): Intake {
    const pictures = [...this.picturesTaken].map(([track, count]) => count * this.cameras.get(track)!.frameMs);
    const intake = { picturesMs: Math.max(0, ...pictures), soundMs: Math.max(0, ...this.soundTaken.values()) };
    this.picturesTaken.clear();
    this.soundTaken.clear();
    return intake;
  }

  /** A track that the model does not have is ignored. */
  pushVideo(track: string, frame: VideoFrame): void {
    this.cameras.get(track)?.push(frame);
  }

  /** The model reads one channel at its declared rate, whatever the source. */
  pushAudio(track: string, sound: AudioSamples): void {
    const microphone = this.microphones.get(track);
    if (microphone === undefined) return;
    const heard = AudioSamples.fromPcm(microphone.stream.take(sound.toMono()));
    if (heard.length > 0) microphone.buffer.push(heard);
  }

  /** Rejects every pending read with `buffer_closed`. */
  close(): void {
    for (const buffer of Object.values(this.byProperty)) buffer.close();
  }

  /** Media from now on is kept for the model. */
  reopen(): void {
    for (const { stream } of this.microphones.values()) stream.reset();
    for (const buffer of Object.values(this.byProperty)) buffer.reopen();
  }
}

function add(totals: Map<string, number>, track: string, more: number): void {
  totals.set(track, (totals.get(track) ?? 0) + more);
}
