import type { CommandModel } from './control-model.js';

/** So many stay in sight without scrolling, on a phone too. */
const MAX_QUICK = 4;

/**
 * The settings that are small and used often: choices, then the switches next to them. They form one row above the
 * others. Switches alone stay in their place.
 *
 * @param commands those without a group
 */
export function quickCommands(commands: readonly CommandModel[]): CommandModel[] {
  const of = (kind: 'choice' | 'toggle'): CommandModel[] =>
    commands.filter(({ mode, fields }) => mode === 'live' && fields[0]?.widget.kind === kind);
  const choices = of('choice');
  return choices.length === 0 ? [] : [...choices, ...of('toggle')].slice(0, MAX_QUICK);
}
