import { choiceValue, type Completes, textValue, type ValueReader } from './value.js';

/** One argument of a command, in the order in which the command lists them. The key `file` is `FILE` in the help. */
export interface Argument<T> {
  readonly summary: string;
  readonly required: boolean;
  /** Takes all that is left; the last one alone. */
  readonly many: boolean;
  readonly value: ValueReader<unknown>;
  /** What the command gets where it is absent. */
  readonly fallback: T;
}

/** Arguments by name, as a command lists them. */
export type Arguments = Readonly<Record<string, Argument<unknown>>>;

export function argument(summary: string, completes?: Completes): Argument<string> {
  return { summary, required: true, many: false, value: textValue(completes), fallback: '' };
}

export function optionalArgument(summary: string, completes?: Completes): Argument<string | undefined> {
  return { summary, required: false, many: false, value: textValue(completes), fallback: undefined };
}

export function choiceArgument<T extends string>(choices: readonly T[], summary: string): Argument<T> {
  return { summary, required: true, many: false, value: choiceValue(choices), fallback: choices[0]! };
}

/** None, or several. */
export function manyArguments(summary: string, completes?: Completes): Argument<readonly string[]> {
  return { summary, required: false, many: true, value: textValue(completes), fallback: [] };
}
