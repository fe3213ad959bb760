import type { Idle } from './idle.js';

/** The classes that a model's base was given, for the compiler only: the property is never set. */
export declare const modelTypes: unique symbol;

/** The types that a model's own code reads and produces. */
export interface ModelTypes<S, O, I> {
  readonly state: S;
  readonly output: O;
  readonly input: I;
}

/** The output class of a model that names none: only `Idle` can be yielded or emitted for it. */
export interface NoOutput {
  readonly [track: string]: never;
}

/** Placeholder for a class that `@ReactorModel` was not given. */
export interface NotGiven {
  readonly [modelTypes]: 'not given';
}

/**
 * The decorator that `@ReactorModel` returns for options with these classes. The compiler checks the model against
 * them: what it reads from its state and inputs must be declared there, what it produces must be a track of its output.
 */
export type ModelDecorator<S, O, I> = <T extends { readonly prototype: object }>(model: Fitting<T, S, O, I>) => void;

/** The class itself, or the text of the compile error. */
type Fitting<T extends { readonly prototype: object }, S, O, I> =
  Problems<T['prototype'], S, O, I> extends infer P ? ([P] extends [never] ? T : P) : never;

type Problems<M, S, O, I> = typeof modelTypes extends keyof M
  ? M extends { readonly [modelTypes]?: ModelTypes<infer MS, infer MO, infer MI> }
    ? StateProblem<MS, S> | OutputProblem<MO, O> | TurnProblem<M, O> | InputProblem<MI, I>
    : never
  : 'it does not extend a model class: extend ReactorPipeline or ReactorModel';

type StateProblem<M, S> = GivenProblem<
  M,
  S,
  'it uses a state, but its @ReactorModel has no state option: add state: MyState',
  'the state option of its @ReactorModel differs from the state type that it passes to ReactorPipeline or ReactorModel'
>;

type InputProblem<M, I> = GivenProblem<
  M,
  I,
  'it reads inputs, but its @ReactorModel has no input option: add input: MyInput',
  'the input option of its @ReactorModel differs from the input type that it passes to ReactorPipeline or ReactorModel'
>;

/** The class given may have more than the model reads of it; one that is not given has no members. */
type GivenProblem<M, G, Missing extends string, Other extends string> =
  Incomparable<M, G> extends true
    ? never
    : [G] extends [NotGiven]
      ? [keyof M] extends [never]
        ? never
        : Missing
      : [G] extends [M]
        ? never
        : Other;

/** The model's values fit the output class, and have no other track. */
type OutputProblem<M, O> =
  Incomparable<M, O> extends true
    ? never
    : [O] extends [NotGiven]
      ? HasTracks<M> extends true
        ? 'it emits an output, but its @ReactorModel has no output option: add output: MyOutput'
        : never
      : HasTracks<M> extends true
        ? [M, keyof M] extends [O, keyof O]
          ? never
          : 'the output option of its @ReactorModel differs from the output type that it passes to ReactorPipeline or ReactorModel'
        : 'its @ReactorModel has an output option, but the class names no output type: extend ReactorPipeline<MyState, MyOutput>';

/**
 * What a generator without a written return type yields is only checked against the base, which allows further tracks.
 */
type TurnProblem<M, O> = M extends { inference(): infer G }
  ? [YieldedTracks<G>] extends [TracksGiven<O>]
    ? never
    : 'it yields a track that its output class does not declare'
  : never;

type TracksGiven<O> = [keyof O] extends [never] ? PropertyKey : [O] extends [NotGiven] ? never : keyof O;

type YieldedTracks<G> = G extends Generator<infer Y, unknown, never> | AsyncGenerator<infer Y, unknown, never>
  ? TracksOf<Y>
  : never;

type TracksOf<Y> = IsAny<Y> extends true ? never : Y extends Idle | undefined | null ? never : WrittenKeys<Y>;

/** The keys of a type, without those of an index signature. */
type WrittenKeys<Y> = keyof { [K in keyof Y as string extends K ? never : number extends K ? never : K]: 1 };

type HasTracks<O> = string extends keyof O ? false : [keyof O] extends [never] ? false : true;

/** The class given has no member that could be compared, or a type parameter stands for either. */
type Incomparable<M, Given> = IsAny<M | Given> extends true ? true : [keyof Given] extends [never] ? true : false;

type IsAny<T> = 0 extends 1 & T ? true : false;
