import type { TrackInfo } from '@nestjs-reactor/client';
import type { CommandModel, FieldModel } from '../schema/control-model.js';

/** What a model without a picture probably waits for, judged by its contract. */
export type NextStep =
  /** Something is to be sent on these inputs. */
  | { readonly kind: 'send'; readonly tracks: readonly TrackInfo[] }
  /** A command that needs nothing from the person. */
  | { readonly kind: 'run'; readonly command: CommandModel }
  /** A command whose file is all that is missing. */
  | { readonly kind: 'upload'; readonly command: CommandModel; readonly field: FieldModel }
  /** A command whose values only the person knows. */
  | { readonly kind: 'fill'; readonly command: CommandModel }
  | { readonly kind: 'wait' };

/** First words of commands that set something going. */
const STARTS = /^(start|begin|play|run|generate|go|launch|create|resume)(_|$)/;

/** First words of commands that nobody needs before there is a picture. */
const NO_STARTS =
  /^(stop|pause|end|quit|reset|clear|cancel|release|undo|delete|remove|get|list|describe|skip|next|previous|mute)(_|$)/;

/**
 * The most likely step, from the inputs and commands alone: what feeds the model before what starts it, and what starts
 * it before what only shapes it.
 *
 * @param fed names of the inputs that this page sends
 */
export function nextStep(
  inputs: readonly TrackInfo[],
  fed: ReadonlySet<string>,
  commands: readonly CommandModel[],
): NextStep {
  const open = inputs.filter(({ name }) => !fed.has(name));
  const pictures = open.filter(({ kind }) => kind === 'video');
  if (pictures.length > 0) return { kind: 'send', tracks: pictures };
  if (open.length > 0 && open.length === inputs.length) return { kind: 'send', tracks: open };
  const ready = commands.filter((command) => command.mode !== 'live' && missing(command).length === 0);
  const starter =
    ready.find(({ name }) => STARTS.test(name)) ?? only(ready.filter(({ name }) => !NO_STARTS.test(name)));
  if (starter !== undefined) return { kind: 'run', command: starter };
  const lacking = commands.map((command) => ({ command, fields: missing(command) }));
  for (const { command, fields } of lacking) {
    const field = only(fields);
    if (field?.widget.kind === 'file') return { kind: 'upload', command, field };
  }
  const blank = lacking.find(({ command, fields }) => fields.length > 0 && !NO_STARTS.test(command.name));
  return blank === undefined ? { kind: 'wait' } : { kind: 'fill', command: blank.command };
}

/** Fields that only the person can give. */
function missing({ fields }: CommandModel): FieldModel[] {
  return fields.filter((field) => field.required && field.fallback === undefined && !field.nullable);
}

function only<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}
