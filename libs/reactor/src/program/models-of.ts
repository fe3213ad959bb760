import type { Type } from '@nestjs/common';
import { isReactorModel, readModelContract } from '../contract/binding/index.js';
import type { ModelEntry } from './model-entry.js';
import { ProgramModel } from './program-model.js';

/**
 * The models among a module's exports, by their names on the wire; what else it exports is left out. For programs that work with the models of
 * an application without starting it.
 *
 * Throws `bad_declaration` where a class is decorated, and wrong.
 */
export function modelsOf(exports: object): ReadonlyMap<string, ModelEntry> {
  const found = new Map<string, ModelEntry>();
  for (const value of Object.values(exports) as unknown[]) {
    if (value instanceof ProgramModel) found.set(value.source.name, value);
    else if (isModelClass(value)) found.set(readModelContract(value).name, value);
  }
  return found;
}

function isModelClass(value: unknown): value is Type<unknown> {
  return typeof value === 'function' && isReactorModel(value);
}
