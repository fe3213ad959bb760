import type { InputFieldOptions } from './input-field.options.js';
import type { UploadedFile } from './uploaded-file.js';

/**
 * The decorator that `@InputField` returns. The compiler checks the type of the property, or the parameter, against the
 * options; without a type in them it accepts any.
 */
export interface FieldDecorator<O extends InputFieldOptions> {
  <T extends object, K extends PropertyKey>(target: T, key: Fitting<TypeAt<T, K>, O, K>): void;
  <T extends object, K extends PropertyKey, I extends number>(
    target: T,
    key: K | undefined,
    index: Fitting<ParameterAt<TypeAt<T, K>, I>, O, I>,
  ): void;
}

/** The decorated member itself, or the text of the compile error. */
type Fitting<P, O extends InputFieldOptions, Place> =
  Fits<P, O> extends true ? Place : 'its type does not fit the options of its @InputField';

/** The compiler exposes no type for a member that is not public. */
type TypeAt<T, K> = K extends keyof T ? T[K] : unknown;
type ParameterAt<M, I extends number> = M extends (...args: infer A) => unknown ? A[I] : unknown;

type Fits<P, O extends InputFieldOptions> = unknown extends P
  ? true
  : [Alike<NonNullable<P>, Kind<O>>, [Said<O>] extends [P] ? true : false, TakesNull<P, O>] extends [true, true, true]
    ? true
    : false;

/**
 * A wider property accepts every value; a narrower one is more specific than a field can be, such as a union of
 * choices.
 */
type Alike<P, V> = [P] extends [V] ? true : [V] extends [P] ? true : false;

type TakesNull<P, O extends InputFieldOptions> = O['nullable'] extends true ? (null extends P ? true : false) : true;

/** The widest type of the field's values. */
type Kind<O extends InputFieldOptions> = O['type'] extends () => new (...args: never[]) => infer C
  ? C
  : O['type'] extends keyof Kinds
    ? Kinds[O['type']]
    : O['choices'] extends object
      ? Widened<Choice<O['choices']>>
      : Widened<O['default']>;

interface Kinds {
  string: string;
  integer: number;
  number: number;
  boolean: boolean;
  file: UploadedFile;
  array: readonly unknown[];
  record: object;
}

type Widened<V> = [V] extends [string]
  ? string
  : [V] extends [number]
    ? number
    : [V] extends [boolean]
      ? boolean
      : [V] extends [string | number]
        ? string | number
        : unknown;

/** Values that the field is certain to have at times: its choices and its default, where they are literals. */
type Said<O extends InputFieldOptions> = Literal<O['default']> | Literal<Choice<O['choices']>>;
type Choice<C> = C extends readonly (infer V)[] ? V : C extends object ? C[keyof C] : never;
type Literal<V> = V extends string
  ? string extends V
    ? never
    : V
  : V extends number
    ? number extends V
      ? never
      : V
    : never;
