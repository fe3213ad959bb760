import type { Track } from '../contract/index.js';
import { ReactorError } from '../errors/index.js';
import { i420Size, VideoFrame, type I420Picture, type MediaBundle, type PcmBlock } from '../media/index.js';
import type { FramePool } from './frame-pool.js';
import { describeValue, splitPcm } from './pcm-block.js';

/** Frames of one emission beyond which it is taken for a mistake: five seconds at 60 frames a second. */
const MAX_BATCH = 300;

/**
 * Turns what a model emitted into bundles ready for an engine.
 *
 * A track's value is one frame, or an array of them: a batch, played one after the other. All batches of an emission
 * have the same length; a picture that is not batched is shown in every frame, sound that is not is divided among them.
 */
export class ChunkBuilder {
  private readonly outputs: ReadonlyMap<string, Track>;

  constructor(
    private readonly modelName: string,
    tracks: readonly Track[],
    private readonly pool: FramePool,
  ) {
    this.outputs = new Map(tracks.filter((track) => track.direction === 'out').map((track) => [track.property, track]));
  }

  /** @param firstFrame number of the first bundle. Throws `bad_frame` or `bad_audio`, naming track, expected and got. */
  build(output: unknown, turn: number, firstFrame: number): MediaBundle[] {
    const entries = this.entries(output);
    const length = batchLength(entries);
    const bundles = Array.from({ length }, (_, i) => ({
      frame: firstFrame + i,
      turn,
      video: {} as Record<string, I420Picture>,
      audio: {} as Record<string, PcmBlock>,
    }));
    for (const [track, value] of entries) {
      if (track.kind === 'video') {
        this.pictures(track, value, length).forEach((picture, i) => (bundles[i]!.video[track.name] = picture));
      } else {
        blocks(track, value, length).forEach((block, i) => (bundles[i]!.audio[track.name] = block));
      }
    }
    return bundles;
  }

  private entries(output: unknown): [Track, unknown][] {
    const expected = [...this.outputs.keys()].join(', ');
    if (typeof output !== 'object' || output === null || Array.isArray(output) || output instanceof VideoFrame) {
      throw new ReactorError(
        'bad_frame',
        `${this.modelName} emitted ${describeValue(output)}; yield an object with the output's tracks (${expected}), Idle, or nothing`,
      );
    }
    const entries: [Track, unknown][] = [];
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

  private pictures(track: Track, value: unknown, length: number): I420Picture[] {
    if (Array.isArray(value)) return value.map((frame: unknown) => this.picture(track, frame));
    const first = this.picture(track, value);
    // Each bundle owns its buffers, because each is transferred and comes back on its own.
    const copies = Array.from({ length: length - 1 }, () => {
      const data = this.pool.take(first.data.length);
      data.set(first.data);
      return { ...first, data };
    });
    return [first, ...copies];
  }

  private picture(track: Track, frame: unknown): I420Picture {
    if (!(frame instanceof VideoFrame)) {
      throw new ReactorError(
        'bad_frame',
        `track ${track.name} takes a VideoFrame or an array of them (got ${describeValue(frame)}); build one, as with VideoFrame.rgba`,
      );
    }
    const { width, height } = frame;
    const data = this.pool.take(i420Size(width, height));
    frame.writeI420(data);
    return { width, height, data };
  }
}

function blocks(track: Track, value: unknown, length: number): PcmBlock[] {
  return Array.isArray(value)
    ? value.flatMap((samples) => splitPcm(track.name, samples, 1))
    : splitPcm(track.name, value, length);
}

function batchLength(entries: readonly (readonly [Track, unknown])[]): number {
  const batches = entries.filter((entry): entry is [Track, unknown[]] => Array.isArray(entry[1]));
  const lengths = new Set(batches.map(([, frames]) => frames.length));
  const [length = 1] = lengths;
  if (lengths.size > 1 || length < 1 || length > MAX_BATCH) {
    const found = batches.map(([track, frames]) => `${track.name}: ${frames.length}`).join(', ');
    throw new ReactorError(
      'bad_frame',
      `batches of one emission have the same length, from 1 to ${MAX_BATCH} (got ${found}); emit as many frames for each`,
    );
  }
  return length;
}
