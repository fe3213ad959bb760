import { ReactorError } from '../../errors/index.js';
import type { Track } from '../../contract/index.js';
import type { TrackMapping } from '../../session/index.js';
import { type OfferedSection, offeredSections } from './offered-sections.js';

/** Outputs that a player asks for by name; absent: the model's first ones. */
export interface WantedOutputs {
  readonly video?: string | undefined;
  readonly audio?: string | undefined;
}

/**
 * Which output each section of a player's offer gets: of its kind the named one first, then the others in the order of the
 * model. A section that is left over stays empty.
 *
 * Throws `unknown_track` for a name that no output of the kind has, and `bad_sdp` for an offer that can show nothing.
 */
export function watchedTracks(sdp: string, tracks: readonly Track[], wanted: WantedOutputs): readonly TrackMapping[] {
  const free = { video: outputsOf('video', tracks, wanted.video), audio: outputsOf('audio', tracks, wanted.audio) };
  const mapping = offeredSections(sdp)
    .filter(({ direction }) => direction === 'recvonly' || direction === 'sendrecv')
    .flatMap(({ kind, mid }: OfferedSection): TrackMapping[] => {
      const name = free[kind].shift();
      return name === undefined ? [] : [{ mid, name, kind, direction: 'recvonly' }];
    });
  if (mapping.length > 0) return mapping;
  const outputs = tracks.filter(({ direction }) => direction === 'out').map(({ kind, name }) => `${kind} ${name}`);
  throw new ReactorError(
    'bad_sdp',
    `the offer has no recvonly section with a mid for an output of the model, which are: ${outputs.join(', ') || 'none'}`,
  );
}

function outputsOf(kind: Track['kind'], tracks: readonly Track[], first: string | undefined): string[] {
  const names = tracks.filter((track) => track.kind === kind && track.direction === 'out').map(({ name }) => name);
  if (first === undefined) return names;
  if (!names.includes(first)) {
    throw new ReactorError(
      'unknown_track',
      `the model has no ${kind} output ${JSON.stringify(first)}; it has ${names.join(', ') || 'none'}`,
      { field: kind },
    );
  }
  return [first, ...names.filter((name) => name !== first)];
}
