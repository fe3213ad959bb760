import type { Type } from '@nestjs/common';
import {
  hookDeclarations,
  InputState,
  modelOptionsOf,
  ReactorCore,
  toWireName,
  type TrackDeclaration,
  trackDeclarations,
  WIRE_NAME,
} from '../authoring/index.js';
import { ReactorError } from '../errors/index.js';
import { DeclarationProblems } from './declaration-problems.js';
import type { ModelContract, Track } from './model-contract.js';
import { FieldReader } from './field-reader.js';
import { refuseMisplaced } from './misplaced-declarations.js';
import { readCommands } from './read-commands.js';
import { readMessages } from './read-messages.js';

/** Was this class itself decorated with `@ReactorModel`? */
export function isReactorModel(candidate: object): boolean {
  return modelOptionsOf(candidate) !== undefined;
}

/**
 * Reads what a model's class promises. Nothing of it is built or run.
 *
 * Throws one `bad_declaration` that lists every mistake with class, property and fix.
 */
export function readModelContract(modelClass: Type<unknown>): ModelContract {
  const known = modelClass as Type<object>;
  const options = modelOptionsOf(known);
  if (options === undefined) {
    throw new ReactorError('bad_declaration', `${known.name} is not a model; decorate it with @ReactorModel({ … })`);
  }
  const problems = new DeclarationProblems();
  if (!(known.prototype instanceof ReactorCore))
    problems.add(known.name, 'it extends no model; let it extend ReactorPipeline or ReactorModel');
  const name = options.name ?? toWireName(known.name);
  if (!WIRE_NAME.test(name))
    problems.add(
      known.name,
      `'${name}' cannot be a model's name; use small letters, digits and _, beginning with a letter`,
    );
  checkNumber(known.name, 'fps', options.fps, 0.1, 240, problems);
  checkNumber(known.name, 'bufferSize', options.bufferSize, 1, 1024, problems);

  refuseMisplaced(known, options, problems);
  const tracks = readTracks(known.name, options.input, options.output, problems);
  const stateFields = readState(options.state, problems);
  const commands = readCommands(known, stateFields, problems);
  const messages = readMessages(known, [...commands.values()], options.messages ?? [], problems);
  const hooks = readHooks(known, problems);
  problems.throwIfAny(known.name);
  return {
    name,
    modelClass: known,
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(options.file === undefined ? {} : { file: String(options.file) }),
    ...(options.fps === undefined ? {} : { fps: options.fps }),
    ...(options.bufferSize === undefined ? {} : { bufferSize: options.bufferSize }),
    imports: options.imports ?? [],
    providers: options.providers ?? [],
    config: options.config,
    tracks,
    ...(options.state === undefined ? {} : { stateClass: options.state }),
    stateFields,
    commands,
    messages,
    hooks,
  };
}

function checkNumber(
  where: string,
  option: string,
  value: number | undefined,
  least: number,
  most: number,
  problems: DeclarationProblems,
): void {
  if (value !== undefined && !(value >= least && value <= most)) {
    problems.add(where, `${option} must be from ${least} to ${most} (got ${value})`);
  }
}

function readState(stateClass: Type<object> | undefined, problems: DeclarationProblems): ModelContract['stateFields'] {
  if (stateClass === undefined) return [];
  if (!(stateClass.prototype instanceof InputState))
    problems.add(stateClass.name, 'it is no state; let it extend InputState');
  const fields = new FieldReader(problems).readClass(stateClass);
  for (const field of fields) {
    if (field.required && field.kind !== 'file') {
      problems.add(
        `${stateClass.name}.${field.property}`,
        'it has no value when a session starts; give @InputField a default, or nullable: true',
      );
    }
  }
  return fields;
}

function readTracks(
  modelName: string,
  input: Type<object> | undefined,
  output: Type<object> | undefined,
  problems: DeclarationProblems,
): Track[] {
  const declared = [
    ...(input === undefined ? [] : trackDeclarations.read(input).map((track) => toTrack(input, track, 'in', problems))),
    ...(output === undefined
      ? []
      : trackDeclarations.read(output).map((track) => toTrack(output, track, 'out', problems))),
  ];
  const seen = new Set<string>();
  for (const track of declared) {
    if (seen.has(track.name))
      problems.add(modelName, `two tracks are called '${track.name}'; give one @Video({ name }) or @Audio({ name })`);
    seen.add(track.name);
  }
  for (const owner of [input, output]) {
    if (owner !== undefined && trackDeclarations.read(owner).length === 0) {
      problems.add(owner.name, 'it declares no track; decorate its properties with @Video() or @Audio()');
    }
  }
  return declared;
}

function toTrack(
  owner: Type<object>,
  track: TrackDeclaration,
  direction: Track['direction'],
  problems: DeclarationProblems,
): Track {
  const name = track.name ?? toWireName(track.property);
  const where = `${owner.name}.${track.property}`;
  if (!WIRE_NAME.test(name)) problems.add(where, `'${name}' cannot be a track's name; use small letters, digits and _`);
  if (track.kind === 'audio') checkNumber(where, 'sampleRate', track.sampleRate, 8_000, 192_000, problems);
  return {
    name,
    property: track.property,
    kind: track.kind,
    direction,
    ...(track.kind === 'audio' ? { sampleRate: track.sampleRate ?? 48_000 } : {}),
  };
}

function readHooks(modelClass: Type<object>, problems: DeclarationProblems): ModelContract['hooks'] {
  const hooks: Partial<Record<string, string>> = {};
  for (const { kind, method } of hookDeclarations.read(modelClass)) {
    const other = hooks[kind];
    if (other !== undefined && other !== method) {
      problems.add(`${modelClass.name}.${method}`, `${other} follows the same moment; keep one of the two`);
    }
    hooks[kind] = method;
  }
  return hooks;
}
