import { CliError } from '../errors/cli-error.js';

/** What a shell offers for a value. */
export type Completes = 'file' | 'folder';

/** How one written value is read. */
export interface ValueReader<T> {
  /** @param label as the person wrote it, for the error @throws CliError with the code `usage` */
  readonly read: (text: string, label: string) => T;
  readonly choices?: readonly string[];
  readonly completes?: Completes;
}

export interface NumberRange {
  /** @defaultValue 0 */
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
}

/** Any text that is not empty. */
export function textValue(completes?: Completes): ValueReader<string> {
  return {
    read: (text, label) => {
      if (text === '') throw badValue(label, 'must not be empty', text);
      return text;
    },
    ...(completes === undefined ? {} : { completes }),
  };
}

export function numberValue({ min = 0, max, integer = false }: NumberRange = {}): ValueReader<number> {
  const kind = integer ? 'an integer' : 'a number';
  const range = max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
  return {
    read: (text, label) => {
      const value = Number(text);
      const fits = text.trim() !== '' && Number.isFinite(value) && value >= min && value <= (max ?? Infinity);
      if (!fits || (integer && !Number.isInteger(value))) throw badValue(label, `must be ${kind} ${range}`, text);
      return value;
    },
  };
}

export function choiceValue<T extends string>(choices: readonly T[]): ValueReader<T> {
  return {
    choices,
    read: (text, label) => {
      const found = choices.find((choice) => choice === text);
      if (found === undefined) throw badValue(label, `must be one of ${choices.join(', ')}`, text);
      return found;
    },
  };
}

function badValue(label: string, problem: string, text: string): CliError {
  return CliError.of('usage', `${label} ${problem} (got '${text}')`);
}
