import type { BoundTrack } from '../../../contract/binding/index.js';
import { describeValue, ReactorError } from '../../../errors/index.js';
import {
  AudioSamples,
  i420Size,
  VideoFrame,
  type MediaBundle,
  type PcmBlock,
  WIRE_SAMPLE_RATE,
} from '../../../media/index.js';
import {
  BUNDLE_SOUND_MS,
  MAX_BATCH_FRAMES,
  MAX_PICTURE_BYTES,
  MAX_SIDE,
  MAX_SOUND_MS,
} from '../../protocol/protocol-limits.js';
import type { FramePool, SlotPicture } from './frame-pool.js';
import { SoundTrack } from '../input/sound-track.js';

/** The parts of an emission that its rate depends on. */
export interface EmissionShape {
  /** Pictures of each video track, or 1 where there is only sound. */
  readonly frames: number;
  /** How long its sound lasts; 0 without any. */
  readonly soundMs: number;
}

/** An emission ready to be played; several bundles make a frame where its sound is long. */
export interface Emission extends EmissionShape {
  readonly bundles: readonly SlotBundle[];
}

/** A bundle whose pictures are in slots. */
export interface SlotBundle extends MediaBundle {
  readonly video: Readonly<Record<string, SlotPicture>>;
}

interface MutableBundle extends SlotBundle {
  readonly video: Record<string, SlotPicture>;
  readonly audio: Record<string, PcmBlock>;
}

/**
 * Turns what a model emitted into bundles ready for an engine.
 *
 * A track's value is one frame, or an array of them: a batch, played one after the other. All batches of an emission
 * have the same length; a picture that is not batched is shown in every frame, sound that is not is divided among them.
 */
export class ChunkBuilder {
  private readonly outputs: ReadonlyMap<string, BoundTrack>;
  private readonly sounds = new Map<string, SoundTrack>();

  constructor(
    private readonly modelName: string,
    tracks: readonly BoundTrack[],
    private readonly pool: FramePool,
  ) {
    this.outputs = new Map(tracks.filter((track) => track.direction === 'out').map((track) => [track.property, track]));
  }

  /**
   * @param firstFrame number of the first bundle. Throws `bad_frame` or `bad_audio`, naming track, expected and
   *   received.
   */
  build(output: unknown, turn: number, firstFrame: number): Emission {
    const entries = this.entries(output);
    const frames = batchLength(entries);
    const sounds = new Map(
      entries.filter(([{ kind }]) => kind === 'audio').map(([track, value]) => [track, toSounds(track, value)]),
    );
    const soundMs = Math.max(0, ...[...sounds.values()].map(durationMs));
    const perFrame = Math.max(1, Math.ceil(soundMs / frames / BUNDLE_SOUND_MS));
    const bundles = Array.from({ length: frames * perFrame }, (_, i): MutableBundle => {
      return { frame: firstFrame + i, turn, video: {}, audio: {} };
    });
    const videos = entries.filter(([{ kind }]) => kind === 'video');
    // All are checked before the first slot is taken.
    for (const [track, value] of videos) checkPictures(track, value);
    for (const [track, value] of videos) {
      this.pictures(value as VideoFrame | VideoFrame[], frames).forEach(
        (picture, i) => (bundles[i * perFrame]!.video[track.name] = picture),
      );
    }
    for (const [track, batch] of sounds) {
      this.blocks(track, batch, bundles.length).forEach((block, i) => (bundles[i]!.audio[track.name] = block));
    }
    return { bundles, frames, soundMs };
  }

  /** The next sound does not continue the last. */
  reset(): void {
    for (const sound of this.sounds.values()) sound.reset();
  }

  private entries(output: unknown): [BoundTrack, unknown][] {
    const expected = [...this.outputs.keys()].join(', ');
    if (expected === '') {
      throw new ReactorError(
        'bad_frame',
        `${this.modelName} emitted ${describeValue(output)} but declares no output; add output: MyOutput to its @ReactorModel, or yield Idle`,
      );
    }
    if (typeof output !== 'object' || output === null || Array.isArray(output) || isTrackValue(output)) {
      throw new ReactorError(
        'bad_frame',
        `${this.modelName} emitted ${describeValue(output)}; yield an object with the tracks of its output (${expected}), Idle, or nothing`,
      );
    }
    const entries: [BoundTrack, unknown][] = [];
    for (const [property, value] of Object.entries(output)) {
      const track = this.outputs.get(property);
      if (track === undefined) {
        throw new ReactorError(
          'bad_frame',
          `${this.modelName} emitted a track ${property}, but its output declares: ${expected}; declare it or correct its name`,
        );
      }
      if (value !== undefined) entries.push([track, value]);
    }
    if (entries.length === 0) {
      throw new ReactorError(
        'bad_frame',
        `${this.modelName} emitted no track; give at least one of: ${expected}, or yield Idle`,
      );
    }
    return entries;
  }

  private pictures(value: VideoFrame | readonly VideoFrame[], length: number): SlotPicture[] {
    if (!(value instanceof VideoFrame)) return value.map((frame) => this.picture(frame));
    const first = this.picture(value);
    // Each bundle has its own slots, because each is sent and given back separately.
    const copies = Array.from({ length: length - 1 }, () => {
      const slot = this.pool.take(first.data.length);
      slot.data.set(first.data);
      return { ...first, ...slot };
    });
    return [first, ...copies];
  }

  private picture(frame: VideoFrame): SlotPicture {
    const { width, height, metadata } = frame;
    const slot = this.pool.take(i420Size(width, height));
    frame.writeI420(slot.data);
    return { ...slot, width, height, ...(metadata === undefined ? {} : { metadata }) };
  }

  /** @returns `parts` blocks of nearly equal length for each sound of the batch, concatenated */
  private blocks(track: BoundTrack, batch: readonly AudioSamples[], parts: number): PcmBlock[] {
    const stream = this.sounds.get(track.name) ?? new SoundTrack(WIRE_SAMPLE_RATE);
    this.sounds.set(track.name, stream);
    return batch.flatMap((sound) => split(stream.take(sound), parts / batch.length));
  }
}

/** A single value in place of an object of tracks, or a promise. */
function isTrackValue(value: object): boolean {
  return value instanceof VideoFrame || value instanceof AudioSamples || 'then' in value;
}

function checkPictures(track: BoundTrack, value: unknown): void {
  for (const frame of Array.isArray(value) ? (value as unknown[]) : [value]) {
    if (!(frame instanceof VideoFrame)) {
      throw new ReactorError(
        'bad_frame',
        `track ${track.name} takes a VideoFrame or an array of them (got ${describeValue(frame)}); create one, for example with VideoFrame.rgba`,
      );
    }
    const { width, height } = frame;
    if (width <= MAX_SIDE && height <= MAX_SIDE && i420Size(width, height) <= MAX_PICTURE_BYTES) continue;
    throw new ReactorError(
      'bad_frame',
      `track ${track.name} takes pictures of at most ${MAX_SIDE} pixels a side and ${MAX_PICTURE_BYTES / 1024 / 1024} MB in I420 (got ${width}x${height}); emit smaller ones`,
    );
  }
}

function toSounds(track: BoundTrack, value: unknown): readonly AudioSamples[] {
  const batch: unknown[] = Array.isArray(value) ? value : [value];
  for (const sound of batch) {
    if (sound instanceof AudioSamples) continue;
    const found = describeValue(sound);
    throw new ReactorError(
      'bad_audio',
      typeof sound === 'object' && sound !== null && 'metadata' in sound
        ? `track ${track.name} is audio, and audio carries no metadata (got ${found}); send it with a picture or in a message`
        : `track ${track.name} takes AudioSamples or an array of them (got ${found}); create one, for example with AudioSamples.mono`,
    );
  }
  return batch as AudioSamples[];
}

function durationMs(batch: readonly AudioSamples[]): number {
  const total = batch.reduce((sum, sound) => sum + sound.durationMs, 0);
  if (total <= MAX_SOUND_MS) return total;
  throw new ReactorError(
    'bad_audio',
    `one emission may hold at most ${MAX_SOUND_MS} ms of sound (got ${Math.round(total)} ms); emit it in smaller pieces`,
  );
}

function split({ samples, channels, sampleRate }: PcmBlock, parts: number): PcmBlock[] {
  const length = samples.length / channels;
  return Array.from({ length: parts }, (_, part) => {
    const from = Math.floor((part * length) / parts) * channels;
    const to = Math.floor(((part + 1) * length) / parts) * channels;
    // A separate buffer for each, because each is transferred separately.
    return { sampleRate, channels, samples: samples.slice(from, to) };
  });
}

function batchLength(entries: readonly (readonly [BoundTrack, unknown])[]): number {
  const batches = entries.filter((entry): entry is [BoundTrack, unknown[]] => Array.isArray(entry[1]));
  const lengths = new Set(batches.map(([, frames]) => frames.length));
  const [length = 1] = lengths;
  if (lengths.size > 1 || length < 1 || length > MAX_BATCH_FRAMES) {
    const found = batches.map(([track, frames]) => `${track.name}: ${frames.length}`).join(', ');
    throw new ReactorError(
      'bad_frame',
      `all batches of one emission must have the same length, from 1 to ${MAX_BATCH_FRAMES} (got ${found}); emit the same number of frames for each track`,
    );
  }
  return length;
}
