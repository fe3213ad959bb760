import type { CommandWords, OptionWords, ValueWords } from './words.js';

export function fishCompletion(commands: readonly CommandWords[]): string {
  const names = commands.map(
    ({ name, summary }) => `complete -c reactor -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
  );
  return ['# fish completion of reactor', 'complete -c reactor -f', ...names, ...commands.flatMap(linesOf)].join('\n');
}

function linesOf({ name, options, argument }: CommandWords): string[] {
  const within = `complete -c reactor -n ${quoted(`__fish_seen_subcommand_from ${name}`)}`;
  const offered = offer(argument);
  return [
    ...options.map((option) => `${within} ${partsOf(option)}`),
    ...(offered === '' ? [] : [`${within} ${offered}`]),
  ];
}

function partsOf({ name, summary, value }: OptionWords): string {
  const long = `-l ${name.slice('--'.length)} -d ${quoted(summary)}`;
  if (value === undefined) return long;
  // With -x nothing but what is offered, no files either.
  return `${long} ${value.completes === 'file' ? '-r' : '-x'} ${offer(value)}`.trimEnd();
}

function offer({ choices, completes }: ValueWords): string {
  if (choices.length > 0) return `-a ${quoted(choices.join(' '))}`;
  if (completes === undefined) return '';
  return completes === 'file' ? '-F' : `-a '(__fish_complete_directories)'`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
