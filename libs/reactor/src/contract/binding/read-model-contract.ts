import type { Type } from '@nestjs/common';
import {
  hookDeclarations,
  InputState,
  modelOptionsOf,
  ReactorCore,
  RESTART_POLICIES,
  toWireName,
  WIRE_NAME,
} from '../../authoring/index.js';
import { describeValue, ReactorError } from '../../errors/index.js';
import { DeclarationProblems } from '../manifest/declaration-problems.js';
import type { ModelContract } from './model-contract.js';
import { FieldReader } from './field-reader.js';
import { refuseMisplaced } from './misplaced-declarations.js';
import { refuseBadOptions } from './option-mistakes.js';
import { readCommands } from './read-commands.js';
import { readMessages } from './read-messages.js';
import { readTracks } from './read-tracks.js';

/** Was this class itself decorated with `@ReactorModel`? */
export function isReactorModel(candidate: object): boolean {
  return modelOptionsOf(candidate) !== undefined;
}

/**
 * Reads what a model's class declares, without instantiating or running it.
 *
 * Throws one `bad_declaration` that lists every mistake with class, property and fix.
 */
export function readModelContract(modelClass: Type<unknown>): ModelContract {
  const known = modelClass as Type<object>;
  if (typeof known !== 'function') {
    throw new ReactorError(
      'bad_declaration',
      `a model is a class (got ${describeValue(known)}); pass the class itself; if it is undefined, look for a circular import`,
    );
  }
  const options = modelOptionsOf(known);
  if (options === undefined) {
    throw new ReactorError('bad_declaration', `${known.name} is not a model; decorate it with @ReactorModel({ … })`);
  }
  const problems = new DeclarationProblems();
  refuseBadOptions(known.name, options, problems);
  // Later steps read them.
  problems.throwIfAny(known.name);
  if (!(known.prototype instanceof ReactorCore))
    problems.add(known.name, 'it does not extend a model class; extend ReactorPipeline or ReactorModel');
  const name = options.name ?? toWireName(known.name);
  if (!WIRE_NAME.test(name))
    problems.add(
      known.name,
      `'${name}' cannot be a model's name; use small letters, digits and _, beginning with a letter`,
    );
  problems.addUnlessWithin(known.name, 'fps', options.fps, 0.1, 240);
  problems.addUnlessWithin(known.name, 'bufferSize', options.bufferSize, 1, 1024);
  problems.addUnlessWithin(known.name, 'instances', options.instances, 1, 1024);
  if (options.instances !== undefined && !Number.isInteger(options.instances)) {
    problems.add(known.name, `instances must be a whole number (got ${options.instances})`);
  }
  if (options.restart !== undefined && !RESTART_POLICIES.includes(options.restart)) {
    problems.add(known.name, `restart must be one of ${RESTART_POLICIES.join(', ')} (got '${options.restart}')`);
  }

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
    ...(options.isolation === undefined ? {} : { isolation: options.isolation }),
    ...(options.bufferSize === undefined ? {} : { bufferSize: options.bufferSize }),
    ...(options.instances === undefined ? {} : { instances: options.instances }),
    ...(options.restart === undefined ? {} : { restart: options.restart }),
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

function readState(stateClass: Type<object> | undefined, problems: DeclarationProblems): ModelContract['stateFields'] {
  if (stateClass === undefined) return [];
  if (!(stateClass.prototype instanceof InputState))
    problems.add(stateClass.name, 'it is not a state class; make it extend InputState');
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

function readHooks(modelClass: Type<object>, problems: DeclarationProblems): ModelContract['hooks'] {
  const hooks: Partial<Record<string, string>> = {};
  for (const { kind, method } of hookDeclarations.read(modelClass)) {
    const other = hooks[kind];
    if (other !== undefined && other !== method) {
      problems.add(`${modelClass.name}.${method}`, `${other} handles the same event; keep one of the two`);
    }
    hooks[kind] = method;
  }
  return hooks;
}
