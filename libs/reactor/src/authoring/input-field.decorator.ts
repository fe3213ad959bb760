import { Transform } from 'class-transformer';
import { ValidateBy, ValidateIf, ValidateNested, type ValidationArguments } from 'class-validator';
import type { FieldDecorator } from './field-decorator.js';
import { ReactorError } from '../errors/index.js';
import { fieldDeclarations, parameterDeclarations } from './field-declarations.js';
import { kindOf, withDesignType } from './field-kind.js';
import { rulesOf, valueRulesOf } from './field-rules.js';
import type { InputFieldOptions } from './input-field.options.js';
import { instantiate } from './instantiate.js';
import { refuseUncalled } from './refuse-uncalled.js';

/** Marks class-validator's record of a rule as one of ours. */
export const COMPOSED = { reactor: 'composed' } as const;

/**
 * Declares a value that clients may set: on a property of an `InputState` (it gets a `set_<field>` command), on a
 * property of a class that a command takes, or on a parameter of a command's method.
 *
 * The rules are class-validator's, composed here, so that class-validator alone agrees with the server; further
 * class-validator decorators on the same property are enforced too. They are written above this one, as are those of
 * class-transformer.
 */
export function InputField<const O extends InputFieldOptions = InputFieldOptions>(options?: O): FieldDecorator<O>;
export function InputField(options: InputFieldOptions = {}, ...uncalled: unknown[]) {
  refuseUncalled('InputField', [options, ...uncalled]);
  return (target: object, key: string | symbol | undefined, index?: number | PropertyDescriptor): void => {
    const property = String(key);
    if (typeof target === 'function') {
      throw new ReactorError(
        'bad_declaration',
        `${target.name}.${property} is static, and fields belong to instances; remove static, or @InputField`,
      );
    }
    if (typeof index === 'number') {
      const types = Reflect.getMetadata('design:paramtypes', target, property) as unknown[] | undefined;
      const declared = withDesignType(options, types?.[index]);
      parameterDeclarations.add(target.constructor, { method: property, index, options: declared });
      return;
    }
    const declared = withDesignType(options, Reflect.getMetadata('design:type', target, property));
    fieldDeclarations.add(target.constructor, { property, options: declared });
    for (const decorate of composeDecorators(declared)) decorate(target, property);
  };
}

/** The decorators of class-validator and class-transformer that a field stands for. */
export function composeDecorators(options: InputFieldOptions): PropertyDecorator[] {
  const kind = kindOf(options);
  return [
    ...rulesOf(valueRulesOf(options)).map(({ name, bound, breach }) =>
      ValidateBy(
        { name, constraints: [bound], validator: { validate: (value: unknown) => breach(value) === undefined } },
        {
          context: COMPOSED,
          message: ({ property, value }: ValidationArguments) => {
            const { at, text } = breach(value) ?? { at: '', text: 'is not allowed' };
            return `${property}${at} ${text}`;
          },
        },
      ),
    ),
    ...(options.nullable ? [ValidateIf((_: unknown, value: unknown) => value !== null, { context: COMPOSED })] : []),
    ...(isNested(options) ? [ValidateNested({ context: COMPOSED })] : []),
    // class-transformer's copy of a record drops keys that are names of Object's methods.
    ...(kind === 'object' || kind === 'array' || kind === 'record'
      ? [Transform(({ obj, key }) => instantiate(options, (obj as Record<string, unknown>)[key]))]
      : []),
    ...(options.validate ?? []),
  ];
}

/** A class, or arrays of one: class-validator validates them, but not the values of records. */
function isNested({ type, items }: InputFieldOptions): boolean {
  return typeof type === 'function' || (type === 'array' && items !== undefined && isNested(items));
}
