import type { CommandWords, ValueWords } from './words.js';

export function bashCompletion(commands: readonly CommandWords[]): string {
  return `# bash completion of reactor
_reactor() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}"
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${[...commands.map(({ name }) => name), 'help', '--help', '--version'].join(' ')}" -- "$word"))
    return
  fi
  case "$command" in
${commands.map(caseOf).join('\n')}
  esac
}
complete -F _reactor reactor`;
}

function caseOf({ name, options, argument }: CommandWords): string {
  const values = options.flatMap((option) =>
    option.value === undefined ? [] : [`        ${option.name}) ${offer(option.value)}; return ;;`],
  );
  const before = values.length === 0 ? [] : ['      case "$before" in', ...values, '      esac'];
  const all = options.map((option) => option.name).join(' ');
  return [
    `    ${name})`,
    ...before,
    `      if [[ "$word" == -* ]]; then COMPREPLY=($(compgen -W "${all}" -- "$word")); return; fi`,
    `      ${offer(argument)} ;;`,
  ].join('\n');
}

function offer({ choices, completes }: ValueWords): string {
  if (choices.length > 0) return `COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$word"))`;
  if (completes === undefined) return 'COMPREPLY=()';
  // One name a line: names may have spaces.
  return `mapfile -t COMPREPLY < <(compgen -${completes === 'file' ? 'f' : 'd'} -- "$word"); compopt -o filenames`;
}
