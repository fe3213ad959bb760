import { type Command, type Completes, optionName } from '../command/index.js';

/** What a shell offers after one command. */
export interface CommandWords {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionWords[];
  /** Values of the first argument. */
  readonly argument: ValueWords;
}

export interface OptionWords {
  /** `--up-loss` */
  readonly name: string;
  readonly summary: string;
  /** Undefined for a flag. */
  readonly value: ValueWords | undefined;
}

export interface ValueWords {
  readonly choices: readonly string[];
  readonly completes: Completes | undefined;
}

export function wordsOf({ name, summary, arguments: args, options, hasJson }: Command): CommandWords {
  const [first] = Object.values(args);
  const written = Object.entries(options).map(([key, { summary: does, placeholder, value }]): OptionWords => ({
    name: optionName(key),
    summary: does,
    value: placeholder === undefined ? undefined : { choices: value?.choices ?? [], completes: value?.completes },
  }));
  const common: OptionWords[] = [
    ...(hasJson ? [{ name: '--json', summary: 'print the result as one line of JSON', value: undefined }] : []),
    { name: '--help', summary: 'print how it is used', value: undefined },
  ];
  return {
    name,
    summary,
    options: [...written, ...common],
    argument: { choices: first?.value.choices ?? [], completes: first?.value.completes },
  };
}
