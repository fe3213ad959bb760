import { ReactorError } from '../../errors/index.js';
import type { Track } from '../../contract/index.js';
import type { TrackMapping } from '../../session/index.js';
import { type OfferedSection, offeredSections } from './offered-sections.js';

/**
 * Which inputs the sections of a publisher's offer feed: the named one, and with a video input the sound that belongs to
 * it, which is `<name>_audio`, or else the model's only audio input. Sound that belongs nowhere is not received.
 *
 * Throws `unknown_track`, and `bad_sdp` where not exactly one section can feed the named input.
 */
export function publishedTracks(sdp: string, tracks: readonly Track[], name: string): readonly TrackMapping[] {
  const inputs = tracks.filter(({ direction }) => direction === 'in');
  const track = inputs.find((input) => input.name === name);
  if (track === undefined) {
    throw new ReactorError(
      'unknown_track',
      `the model has no input ${JSON.stringify(name)}; it has ${inputs.map((input) => input.name).join(', ') || 'none'}`,
      { field: 'track' },
    );
  }
  const sections = offeredSections(sdp).filter(({ direction }) => direction === 'sendonly' || direction === 'sendrecv');
  const own = sections.filter(({ kind }) => kind === track.kind);
  if (own.length !== 1) {
    throw new ReactorError(
      'bad_sdp',
      `the offer must have one ${track.kind} section with a mid that sends, for the input ${name} (this one has ${own.length})`,
    );
  }
  const sound = track.kind === 'video' ? soundOf(track, inputs) : undefined;
  const heard = sections.find(({ kind }) => kind === 'audio');
  return [mappingOf(own[0]!, track), ...(sound === undefined || heard === undefined ? [] : [mappingOf(heard, sound)])];
}

function soundOf({ name }: Track, inputs: readonly Track[]): Track | undefined {
  const audio = inputs.filter(({ kind }) => kind === 'audio');
  return audio.find((input) => input.name === `${name}_audio`) ?? (audio.length === 1 ? audio[0] : undefined);
}

function mappingOf({ mid, kind }: OfferedSection, { name }: Track): TrackMapping {
  return { mid, name, kind, direction: 'sendonly' };
}
