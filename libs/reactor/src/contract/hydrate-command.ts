import type { Client, UploadedFile } from '../authoring/index.js';
import type { CheckedCommand } from './check-command.js';
import { hydrateDto, hydrateField } from './hydrate-field.js';
import type { CommandContract, Field } from './model-contract.js';

/** Effect of a checked command: it sets a property of the state, or calls a handler with arguments. */
export type CommandAction =
  | { readonly kind: 'set'; readonly property: string; readonly value: unknown }
  | { readonly kind: 'call'; readonly method: string; readonly args: readonly unknown[] };

/** Converts checked values to the classes that the author declared for them. Runs where the model is. */
export function hydrateCommand(
  command: CommandContract,
  checked: CheckedCommand,
  files: Readonly<Record<string, UploadedFile>>,
  client: Client,
): CommandAction {
  const fileOf = (field: Field): UploadedFile | null => (Object.hasOwn(files, field.name) ? files[field.name]! : null);
  const valueOf = (field: Field): unknown =>
    field.kind === 'file' ? fileOf(field) : hydrateField(field, checked.args[field.name]);
  const { target } = command;
  if (target.kind === 'setter') {
    return { kind: 'set', property: target.property, value: valueOf(command.fields[0]!) };
  }
  const byName = new Map(command.fields.map((field) => [field.name, field]));
  const args = target.slots.map((slot) => {
    if (slot.kind === 'client') return client;
    if (slot.kind === 'field') return valueOf(byName.get(slot.name)!);
    const uploads = command.fields.filter((field) => field.kind === 'file');
    return Object.assign(
      hydrateDto(slot.dto, checked.args),
      Object.fromEntries(uploads.map((field) => [field.property, fileOf(field)])),
    );
  });
  return { kind: 'call', method: target.method, args };
}
