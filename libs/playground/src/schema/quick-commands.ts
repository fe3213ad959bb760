import type { CommandModel } from './control-model.js';

/** So many stay in sight without scrolling, on a phone too. */
const MAX_QUICK = 4;

/**
 * The settings that are small and used often: choices, then switches. They stand in one row above the others.
 *
 * @param commands those without a group
 */
export function quickCommands(commands: readonly CommandModel[]): CommandModel[] {
  const of = (kind: 'choice' | 'toggle'): CommandModel[] =>
    commands.filter(({ mode, fields }) => mode === 'live' && fields[0]?.widget.kind === kind);
  return [...of('choice'), ...of('toggle')].slice(0, MAX_QUICK);
}
