import { Type } from 'class-transformer';
import { composeValidators } from './field-validators.js';
import type { ClassReference, InputFieldOptions } from './input-field.options.js';
import { OwnMetadata } from './own-metadata.js';

/** One `@InputField`, as written. */
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

/**
 * Declares a value that clients may set: on a property of an `InputState` (it gets a `set_<field>` command), on a
 * property of a class that a command takes, or on a parameter of a command's method.
 *
 * The bounds are class-validator's, composed here, so that class-validator alone agrees with the server; further
 * class-validator decorators on the same property are enforced too.
 */
export function InputField(options: InputFieldOptions = {}): PropertyDecorator & ParameterDecorator {
  return (target: object, key: string | symbol | undefined, index?: number | PropertyDescriptor): void => {
    if (typeof index === 'number') {
      parameterDeclarations.add(target.constructor, { method: String(key), index, options });
      return;
    }
    const property = String(key);
    fieldDeclarations.add(target.constructor, { property, options });
    for (const validator of composeValidators(options, options.name)) validator(target, property);
    const nested = nestedClassOf(options);
    if (nested !== undefined) Type(nested)(target, property);
  };
}

/** The class of a nested object, or of an array's items. */
function nestedClassOf(options: InputFieldOptions): (() => ClassReference) | undefined {
  if (typeof options.type === 'function') return options.type;
  return options.type === 'array' && typeof options.items?.type === 'function' ? options.items.type : undefined;
}
