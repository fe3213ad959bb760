import type { MediaBundle } from '../media/index.js';
import { HeadlessError } from './headless-error.js';
import { hashFrame } from './hash-picture.js';
import type { HeadlessModel } from './headless-model.js';
import { type Camera, play } from './play.js';
import type { Recording } from './read-recording.js';

/** Of the replay of a recorded session. */
export interface ReplayOptions {
  /** Frames to make. @defaultValue as many as were recorded */
  readonly frames?: number;
  readonly cameras?: Readonly<Record<string, Camera>>;
}

/** One frame of a replay; its pictures may be read until the next is asked for. */
export interface ReplayedFrame extends MediaBundle {
  /** SHA-256 of its I420 planes, by track. */
  readonly hashes: Readonly<Record<string, string>>;
  /** Tracks whose picture differs from the recorded one; undefined where none was recorded. */
  readonly different: readonly string[] | undefined;
}

/**
 * Runs a recorded session again, and compares each frame with the recorded one. The model should have the recorded seed.
 *
 * Rejects as `play` does, and with `bad_recording` for a recording of another model.
 */
export async function* replay(
  model: HeadlessModel,
  recording: Recording,
  { frames = recording.frames, cameras = {} }: ReplayOptions = {},
): AsyncGenerator<ReplayedFrame, void, void> {
  const { name } = model.manifest;
  if (recording.session.model !== name) {
    throw new HeadlessError(
      'bad_recording',
      `the session was of the model ${recording.session.model}, and this is ${name}; replay it with the other one`,
    );
  }
  for await (const bundle of play(model, { frames, events: recording.events, cameras })) {
    const hashes = hashFrame(bundle);
    const recorded = recording.hashes.get(bundle.frame);
    const different = recorded === undefined ? undefined : differences(recorded, hashes);
    yield { ...bundle, hashes, different };
  }
}

function differences(
  recorded: Readonly<Record<string, string>>,
  made: Readonly<Record<string, string>>,
): readonly string[] {
  const tracks = new Set([...Object.keys(recorded), ...Object.keys(made)]);
  return [...tracks].filter((track) => recorded[track] !== made[track]);
}
