import { type ClassConstructor, plainToInstance } from 'class-transformer';
import { fieldName, fieldsOf } from './field-declarations.js';
import { isObject } from './field-rules.js';
import type { ClassReference, InputFieldOptions } from './input-field.options.js';

/**
 * A checked value as its author declared it: plain objects by wire names become instances of nested classes, also
 * inside arrays and records. A value of another shape than declared is left unchanged.
 */
export function instantiate(options: InputFieldOptions, value: unknown): unknown {
  if (typeof options.type === 'function') return isObject(value) ? toInstance(options.type(), value) : value;
  const { items } = options;
  if (items === undefined || !holdsClass(items)) return value;
  if (Array.isArray(value)) return value.map((item) => instantiate(items, item));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, instantiate(items, item)]));
}

/** An instance of a class of `@InputField` properties from values by wire name, class-transformer's decorators applied. */
export function toInstance(owner: ClassReference, values: Readonly<Record<string, unknown>>): object {
  return plainToInstance(owner as ClassConstructor<object>, byProperty(owner, values));
}

/** Is a class somewhere in the type? */
export function holdsClass(options: InputFieldOptions): boolean {
  return typeof options.type === 'function' || (options.items !== undefined && holdsClass(options.items));
}

/** The same values by the names of the class's properties. */
function byProperty(owner: object, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    fieldsOf(owner)
      .map((field) => [field.property, values[fieldName(field)]] as const)
      .filter(([, value]) => value !== undefined),
  );
}
