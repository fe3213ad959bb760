import type { ExitName } from '../errors/exit-codes.js';
import type { Terminal } from '../terminal/terminal.js';
import type { Argument, Arguments } from './argument.js';
import type { Option, Options } from './option.js';

/** Values of options, by the names under which a command lists them. */
export type ValuesOf<O extends Options> = { readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never };

/** Values of a command's arguments and options. */
export type InputOf<A extends Arguments, O extends Options> = {
  readonly [K in keyof A]: A[K] extends Argument<infer T> ? T : never;
} & ValuesOf<O>;

/** What a command is, as data: its help, its completion and its page in the reference are made from it. */
export interface CommandDefinition<A extends Arguments, O extends Options> {
  /** As it is written: `reactor NAME`. */
  readonly name: string;
  /** A phrase without a full stop, such as `Saves one picture of a running model`. */
  readonly summary: string;
  /** Whole sentences, one paragraph each. */
  readonly details?: readonly string[];
  readonly arguments?: A;
  readonly options?: O;
  /** It takes `--json`, and reports with {@link Terminal.report}. */
  readonly hasJson?: boolean;
  /** Command lines with what each does. */
  readonly examples?: readonly (readonly [line: string, does: string])[];
  /** Exit codes of its own, besides `ok`, `failed`, `usage` and `interrupted`. */
  readonly exits?: readonly ExitName[];
  /**
   * Does the work. What is heavy is imported here, not at the top of the file: every run of the program loads all
   * definitions.
   * @returns how the program ends; nothing for `ok`
   * @throws CliError, whose code says how it ends
   */
  run(input: InputOf<A, O>, terminal: Terminal): Promise<ExitName | void>;
}

/** A command of any shape, as the program's table has it. */
export interface Command extends CommandDefinition<Arguments, Options> {
  readonly arguments: Arguments;
  readonly options: Options;
  run(input: Readonly<Record<string, unknown>>, terminal: Terminal): Promise<ExitName | void>;
}

/** Declares a command; `run` gets its values with their types. */
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- without arguments or options there are no such values
export function command<A extends Arguments = Record<never, never>, O extends Options = Record<never, never>>(
  definition: CommandDefinition<A, O>,
): Command {
  return {
    ...definition,
    arguments: definition.arguments ?? {},
    options: definition.options ?? {},
    run: (input, terminal) => definition.run(input as InputOf<A, O>, terminal),
  };
}

/** `init NAME [options]`: what follows `reactor` on the command line. */
export function usageOf({ name, arguments: args, options, hasJson }: Command): string {
  const written = Object.entries(args).map(([key, { required, many }]) => {
    const label = `${argumentName(key)}${many ? '...' : ''}`;
    return required ? label : `[${label}]`;
  });
  const hasOptions = hasJson || Object.keys(options).length > 0;
  return [name, ...written, ...(hasOptions ? ['[options]'] : [])].join(' ');
}

/** `keyFile` as the help writes it: `KEY-FILE`. */
export function argumentName(key: string): string {
  return key.replace(/[A-Z]/g, '-$&').toUpperCase();
}
