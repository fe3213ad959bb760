import { Argument, Command as Parser, CommanderError, Option } from 'commander';
import { argumentName, type Command, optionName, usageOf } from './command/index.js';
import { CliError } from './errors/cli-error.js';
import type { ExitName } from './errors/exit-codes.js';
import type { Terminal } from './terminal/terminal.js';
import { VERSION } from './version.js';

/** Columns of the help where the terminal does not say its own. */
const HELP_WIDTH = 100;

/** What the person asked to see; nothing is run. */
const SHOWN: ReadonlySet<string> = new Set(['commander.helpDisplayed', 'commander.help', 'commander.version']);

/**
 * Runs one command line.
 * @param args without the names of Node and of the program
 * @throws CliError where the command line is wrong, and whatever the command throws
 */
export async function runProgram(
  commands: readonly Command[],
  args: readonly string[],
  terminal: Terminal,
): Promise<ExitName> {
  let outcome: ExitName = 'ok';
  const program = programOf(commands, terminal, async (command, input) => {
    outcome = (await command.run(input, terminal)) ?? 'ok';
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (!SHOWN.has(error.code)) throw usageError(error, commands, args);
    // Without a command the help is what somebody needs, and not what he asked for.
    return error.code === 'commander.help' && error.exitCode !== 0 ? 'usage' : 'ok';
  }
  return outcome;
}

function programOf(
  commands: readonly Command[],
  terminal: Terminal,
  run: (command: Command, input: Readonly<Record<string, unknown>>) => Promise<void>,
): Parser {
  const program = new Parser('reactor')
    .description('Makes, runs and tests models that are live video streams, and speaks to servers that stream them.')
    .usage('COMMAND [options]')
    .version(VERSION, '-V, --version', 'print the version')
    .helpCommand('help [command]', 'print how a command is used');
  for (const parser of [program, ...commands.map((command) => parserOf(command, run))]) {
    parser
      .helpOption('-h, --help', 'print this')
      .exitOverride()
      .configureOutput({
        writeOut: (text) => terminal.print(text.trimEnd()),
        // The help of a program that was called without a command; errors are thrown.
        writeErr: (text) => terminal.note(text.trimEnd()),
        outputError: () => {},
        getOutHelpWidth: () => process.stdout.columns ?? HELP_WIDTH,
      })
      .configureHelp({
        subcommandTerm: (command) => command.name(),
        optionTerm: (option) => option.flags.replace(/[<>]/g, ''),
        argumentTerm: (argument) => argument.name(),
      });
    if (parser !== program) program.addCommand(parser);
  }
  return program;
}

function parserOf(
  command: Command,
  run: (command: Command, input: Readonly<Record<string, unknown>>) => Promise<void>,
): Parser {
  const parser = new Parser(command.name)
    .summary(command.summary)
    .description([`${command.summary}.`, ...(command.details ?? [])].join('\n\n'))
    .usage(usageOf(command).slice(command.name.length).trim());
  for (const [key, { summary, required, many, value, fallback }] of Object.entries(command.arguments)) {
    const name = `${argumentName(key)}${many ? '...' : ''}`;
    const argument = new Argument(required ? `<${name}>` : `[${name}]`, withChoices(summary, value));
    argument.argParser((text: string, before: unknown) => {
      const read = value.read(text, argumentName(key));
      return many ? [...((before as readonly unknown[] | undefined) ?? []), read] : read;
    });
    if (!required && !many) argument.default(fallback);
    parser.addArgument(argument);
  }
  for (const [key, definition] of Object.entries(command.options)) parser.addOption(optionOf(key, definition));
  if (command.hasJson) parser.addOption(new Option('--json', 'print the result as one line of JSON'));
  if (command.examples !== undefined) {
    const examples = command.examples.map(([line, does]) => `  ${line}\n      ${does}`);
    parser.addHelpText('after', `\nExamples:\n${examples.join('\n')}`);
  }
  return parser.action(async (...given: unknown[]) => {
    const names = Object.keys(command.arguments);
    const values = names.map((key, i) => [key, given[i] ?? command.arguments[key]!.fallback]);
    await run(command, { ...Object.fromEntries(values), ...(given[names.length] as object) });
  });
}

function optionOf(key: string, { summary, placeholder, repeats, required, fallback, env, value }: AnyOption): Option {
  const name = optionName(key);
  const option = new Option(placeholder === undefined ? name : `${name} <${placeholder}>`, withChoices(summary, value));
  if (required) option.makeOptionMandatory();
  else option.default(fallback, textOfDefault(fallback));
  if (env !== undefined) option.env(env);
  if (value !== undefined) {
    const { read } = value;
    option.argParser((text: string, before: unknown) =>
      repeats ? [...(before as readonly unknown[]), read(text, name)] : read(text, name),
    );
  }
  return option;
}

type AnyOption = Command['options'][string];

function withChoices(summary: string, value: AnyOption['value']): string {
  return value?.choices === undefined ? summary : `${summary}: ${value.choices.join(', ')}`;
}

/** Undefined where the help says nothing. */
function textOfDefault(fallback: unknown): string | undefined {
  return typeof fallback === 'string' || typeof fallback === 'number' ? String(fallback) : undefined;
}

/** The parser's own words, made one shape with all other errors. */
function usageError(error: CommanderError, commands: readonly Command[], args: readonly string[]): CliError {
  const why = error.message
    .replace(/^error: /, '')
    .replace(/\n\(Did you mean (.+)\)$/s, ' (did you mean $1)')
    .replace(/[<>]/g, '');
  const known = commands.find(({ name }) => name === args[0]);
  const advice = `run 'reactor ${known === undefined ? '' : `${known.name} `}--help' to see how it is used`;
  return CliError.of('usage', `${why}; ${advice}`, { cause: error });
}
