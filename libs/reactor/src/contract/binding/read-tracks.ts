import type { Type } from '@nestjs/common';
import { toWireName, type TrackDeclaration, trackDeclarations, WIRE_NAME } from '../../authoring/index.js';
import type { DeclarationProblems } from '../manifest/declaration-problems.js';
import type { BoundTrack } from './model-contract.js';

/** The tracks of a model: inputs first, then outputs, each in the order of declaration. */
export function readTracks(
  modelName: string,
  input: Type<object> | undefined,
  output: Type<object> | undefined,
  problems: DeclarationProblems,
): BoundTrack[] {
  const read = (owner: Type<object> | undefined, direction: BoundTrack['direction']): BoundTrack[] =>
    owner === undefined ? [] : readDirection(owner, direction, problems);
  const tracks = [...read(input, 'in'), ...read(output, 'out')];
  const seen = new Set<string>();
  for (const track of tracks) {
    if (seen.has(track.name))
      problems.add(modelName, `two tracks are called '${track.name}'; give one @Video({ name }) or @Audio({ name })`);
    seen.add(track.name);
  }
  return tracks;
}

function readDirection(
  owner: Type<object>,
  direction: BoundTrack['direction'],
  problems: DeclarationProblems,
): BoundTrack[] {
  const declared = trackDeclarations.latest(owner, ({ property }) => property);
  if (declared.length === 0)
    problems.add(owner.name, 'it declares no track; decorate its properties with @Video() or @Audio()');
  return declared.map((track) => toTrack(owner, track, direction, problems));
}

function toTrack(
  owner: Type<object>,
  track: TrackDeclaration,
  direction: BoundTrack['direction'],
  problems: DeclarationProblems,
): BoundTrack {
  const name = track.name ?? toWireName(track.property);
  const where = `${owner.name}.${track.property}`;
  if (!WIRE_NAME.test(name)) problems.add(where, `'${name}' cannot be a track's name; use small letters, digits and _`);
  if (track.kind === 'audio') problems.addUnlessWithin(where, 'sampleRate', track.sampleRate, 8_000, 192_000);
  return {
    name,
    property: track.property,
    kind: track.kind,
    direction,
    ...(track.kind === 'audio' ? { sampleRate: track.sampleRate ?? 48_000 } : {}),
  };
}
