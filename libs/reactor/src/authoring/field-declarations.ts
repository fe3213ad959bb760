import type { InputFieldOptions } from './input-field.options.js';
import { OwnMetadata } from './own-metadata.js';
import { toWireName } from './wire-name.js';

/** One `@InputField`, as written; its options include the type where it was inferred from the property. */
export interface FieldDeclaration {
  readonly property: string;
  readonly options: InputFieldOptions;
}

/** One `@InputField` on a parameter of a command's method. */
export interface ParameterDeclaration {
  readonly method: string;
  readonly index: number;
  readonly options: InputFieldOptions;
}

export const fieldDeclarations = new OwnMetadata<FieldDeclaration>('field');
export const parameterDeclarations = new OwnMetadata<ParameterDeclaration>('parameter');

/** The fields of a class and its bases, in order; one that is declared again counts once, as its last. */
export function fieldsOf(owner: object): FieldDeclaration[] {
  return fieldDeclarations.latest(owner, ({ property }) => property);
}

/** What a field is called on the wire. */
export function fieldName({ property, options }: FieldDeclaration): string {
  return options.name ?? toWireName(property);
}
