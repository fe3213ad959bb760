import { argumentName, type Command, optionName, usageOf } from '../command/index.js';
import { COMMANDS } from '../commands.js';
import { EXIT_CODES, type ExitName } from '../errors/index.js';

/** `docs/reference/cli.md`: Markdown, made from the definitions of the commands and the table of exit codes. */
export function commandLineReference(): string {
  const exits = Object.entries(EXIT_CODES).map(([name, { code, meaning }]) => [code, `\`${name}\``, meaning]);
  return [
    '# Command line',
    '<!-- Written by `npm run docs:cli` from the definitions in libs/cli. Edit those. -->',
    'The program `reactor` is in the package `@nestjs-reactor/cli`. The [guide](../guides/command-line.md) shows how its commands' +
      ' are used from the first day on. `reactor help COMMAND` prints what is here.',
    ...COMMANDS.map(sectionOf),
    '## Exit codes',
    table(['code', 'name', 'when'], exits),
    'Every command may end with `ok`, `failed`, `usage` and `interrupted`; the others are named where a command has them.',
    '## Errors and JSON',
    'Results are written to standard output, progress and warnings to standard error. With `--json` a result is one line' +
      ' of JSON. An error is one line on standard error that begins with `reactor:` and says what to do; with `--json` it is' +
      ' `{"error": {"code", "message"}}`. A refusal of a server has the code of the [server](http.md#refusals).',
  ].join('\n\n');
}

function sectionOf(command: Command): string {
  const { name, summary, details = [], arguments: args, options, examples = [], exits = [] } = command;
  const rows = [
    ...Object.entries(args).map(([key, { summary: does, value }]) => [
      `\`${argumentName(key)}\``,
      `${does}${choicesOf(value)}`,
      '',
    ]),
    ...Object.entries(options).map(([key, option]) => [optionCell(key, option), meaningOf(option), fallbackOf(option)]),
    ...(command.hasJson ? [['`--json`', 'print the result as one line of JSON', '']] : []),
  ];
  return [
    `## ${name}`,
    `\`\`\`\nreactor ${usageOf(command)}\n\`\`\``,
    `${summary}.`,
    ...details,
    ...(rows.length === 0 ? [] : [table(['', 'what it is', 'otherwise'], rows)]),
    ...(examples.length === 0 ? [] : [examples.map(([line, does]) => `- \`${line}\`: ${does}`).join('\n')]),
    ...(exits.length === 0 ? [] : [`Exit codes of its own: ${exits.map(exitText).join(', ')}.`]),
  ].join('\n\n');
}

type AnyOption = Command['options'][string];

function optionCell(key: string, { placeholder }: AnyOption): string {
  return `\`${optionName(key)}${placeholder === undefined ? '' : ` ${placeholder}`}\``;
}

function meaningOf({ summary, value, repeats, required }: AnyOption): string {
  return `${summary}${choicesOf(value)}${repeats ? '; may be given several times' : ''}${required ? '; required' : ''}`;
}

function choicesOf(value: AnyOption['value']): string {
  return value?.choices === undefined ? '' : `: ${value.choices.map((choice) => `\`${choice}\``).join(', ')}`;
}

function fallbackOf({ fallback, env }: AnyOption): string {
  const value = typeof fallback === 'string' || typeof fallback === 'number' ? String(fallback) : '';
  return [env === undefined ? '' : `\`${env}\``, value === '' ? '' : `\`${value}\``]
    .filter((part) => part !== '')
    .join(', then ');
}

function exitText(name: ExitName): string {
  return `${EXIT_CODES[name].code} \`${name}\``;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
