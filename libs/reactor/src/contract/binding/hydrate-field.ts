import { plainToClassFromExist } from 'class-transformer';
import { type ClassReference, instantiate, toInstance } from '../../authoring/index.js';
import type { Field } from './model-contract.js';

/**
 * A checked value as its author declared it: instances of nested classes, with class-transformer's decorators of the
 * property applied.
 */
export function hydrateField(field: Field, value: unknown): unknown {
  const { owner, property, options } = field;
  if (owner === undefined) return instantiate(options, value);
  // Its constructor is not run: only this one property is needed.
  const bare = Object.create(owner.prototype as object) as Record<string, unknown>;
  return plainToClassFromExist(bare, { [property]: value })[property];
}

/** All the arguments of a command as the class that its handler takes them in; files are not included yet. */
export function hydrateDto(dto: ClassReference, args: Readonly<Record<string, unknown>>): object {
  return toInstance(dto, args);
}
