import { choiceValue, type Completes, type NumberRange, numberValue, textValue, type ValueReader } from './value.js';

/** One option of a command. Its name is the key under which the command lists it: `upLoss` is `--up-loss`. */
export interface Option<T> {
  /** A phrase without a full stop. */
  readonly summary: string;
  /** What stands for the value in the help: `FILE`. Undefined for a flag, which takes none. */
  readonly placeholder?: string;
  /** May be given several times; the value is then an array. */
  readonly repeats?: boolean;
  readonly required?: boolean;
  /** The value where the option is not given. */
  readonly fallback: T;
  /** Environment variable that is read where the option is not given. */
  readonly env?: string;
  readonly value?: ValueReader<unknown>;
}

/** Options by name, as a command lists them. */
export type Options = Readonly<Record<string, Option<unknown>>>;

interface More<F> {
  readonly fallback?: F;
  readonly env?: string;
  readonly completes?: Completes;
}

/** True where it is given. */
export function flag(summary: string): Option<boolean> {
  return { summary, fallback: false };
}

/** @param placeholder in capitals: `FILE` */
export function text<F extends string | undefined = undefined>(
  placeholder: string,
  summary: string,
  { fallback, env, completes }: More<F> = {},
): Option<string | F> {
  return { summary, placeholder, fallback: fallback as F, env, value: textValue(completes) };
}

/** An option without which the command cannot run. */
export function requiredText(placeholder: string, summary: string, completes?: Completes): Option<string> {
  return { summary, placeholder, required: true, fallback: '', value: textValue(completes) };
}

/** May be given several times. */
export function texts(placeholder: string, summary: string, completes?: Completes): Option<readonly string[]> {
  return { summary, placeholder, repeats: true, fallback: [], value: textValue(completes) };
}

/** Of at least 0 where `range` does not say otherwise. */
export function number<F extends number | undefined = undefined>(
  placeholder: string,
  summary: string,
  { fallback, ...range }: NumberRange & { readonly fallback?: F } = {},
): Option<number | F> {
  return { summary, placeholder, fallback: fallback as F, value: numberValue(range) };
}

export function choice<T extends string, F extends T | undefined = undefined>(
  placeholder: string,
  choices: readonly T[],
  summary: string,
  { fallback }: { readonly fallback?: F } = {},
): Option<T | F> {
  return { summary, placeholder, fallback: fallback as F, value: choiceValue(choices) };
}

/** `upLoss` as it is written: `--up-loss`. */
export function optionName(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
