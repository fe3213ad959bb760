import type { CommandWords, OptionWords, ValueWords } from './words.js';

export function zshCompletion(commands: readonly CommandWords[]): string {
  return `#compdef reactor
_reactor() {
  local -a commands
  commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
${commands.map(caseOf).join('\n')}
  esac
}
if [ "$funcstack[1]" = _reactor ]; then _reactor "$@"; else compdef _reactor reactor; fi`;
}

function caseOf({ name, options, argument }: CommandWords): string {
  const specs = [...options.map(specOf), quoted(`*:argument:${action(argument)}`)];
  return [`    ${name})`, '      _arguments \\', specs.map((spec) => `        ${spec}`).join(' \\\n'), '      ;;'].join(
    '\n',
  );
}

function specOf({ name, summary, value }: OptionWords): string {
  // Brackets and colons have a meaning of their own in a specification.
  const text = summary.replace(/[[\]:\\]/g, '\\$&');
  return quoted(`${name}[${text}]${value === undefined ? '' : `:value:${action(value)}`}`);
}

function action({ choices, completes }: ValueWords): string {
  if (choices.length > 0) return `(${choices.join(' ')})`;
  if (completes === undefined) return ' ';
  return completes === 'file' ? '_files' : '_files -/';
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
