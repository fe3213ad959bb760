import { fieldDeclarations } from './field-declarations.js';
import type { ClassReference, FieldKind, InputFieldOptions } from './input-field.options.js';
import { UploadedFile } from './uploaded-file.js';

const DESIGN_KINDS: ReadonlyMap<unknown, FieldKind> = new Map<unknown, FieldKind>([
  [String, 'string'],
  [Number, 'number'],
  [Boolean, 'boolean'],
  [UploadedFile, 'file'],
]);

/** What a value is. `object` is one of a nested class; `mixed` is one of choices of several types. */
export type ValueKind = FieldKind | 'object' | 'mixed';

/** The values of `choices`: a list unchanged, an enum's members without the reverse names of numeric ones. */
export function choicesOf({ choices }: Pick<InputFieldOptions, 'choices'>): readonly (string | number)[] | undefined {
  if (choices === undefined || Array.isArray(choices)) return choices as readonly (string | number)[] | undefined;
  const members = choices as Readonly<Record<string, string | number>>;
  const names = Object.keys(members).filter((name) => typeof members[String(members[name])] !== 'number');
  return names.map((name) => members[name]!);
}

/**
 * What a field holds: its explicit type, else what its choices are, else what its default is. Undefined where none of
 * these is given.
 */
export function kindOf(options: InputFieldOptions): ValueKind | undefined {
  if (typeof options.type === 'function') return 'object';
  if (options.type !== undefined) return options.type;
  const choices = choicesOf(options);
  if (choices !== undefined && choices.length > 0) {
    if (choices.every((choice) => typeof choice === 'string')) return 'string';
    if (choices.every((choice) => Number.isInteger(choice))) return 'integer';
    return choices.every((choice) => typeof choice === 'number') ? 'number' : 'mixed';
  }
  const sample = options.default ?? undefined;
  if (Array.isArray(sample)) return 'array';
  if (typeof sample === 'object') return 'record';
  return typeof sample === 'string' || typeof sample === 'number' || typeof sample === 'boolean'
    ? (typeof sample as 'string' | 'number' | 'boolean')
    : undefined;
}

/**
 * The options, with the type from TypeScript's metadata where they name none. Only types that every compiler emits
 * alike are used: strings, numbers, booleans and classes; a field without a known type is rejected at start.
 */
export function withDesignType(options: InputFieldOptions, designType: unknown): InputFieldOptions {
  if (kindOf(options) !== undefined) return options;
  const kind = DESIGN_KINDS.get(designType);
  if (kind !== undefined) return { ...options, type: kind };
  if (typeof designType === 'function' && fieldDeclarations.read(designType).length > 0) {
    return { ...options, type: () => designType as ClassReference };
  }
  return options;
}
