import { type ClassConstructor, plainToInstance } from 'class-transformer';
import type { Client, UploadedFile } from '../authoring/index.js';
import { propertyOf, type CheckedCommand } from './check-command.js';
import type { CommandContract, Field } from './model-contract.js';

/** What a checked command does to the model: a property of its state, or a handler with its arguments. */
export type CommandAction =
  | { readonly kind: 'set'; readonly property: string; readonly value: unknown }
  | { readonly kind: 'call'; readonly method: string; readonly args: readonly unknown[] };

/** Gives checked values the classes that the author declared for them. Runs where the model is. */
export function hydrateCommand(
  command: CommandContract,
  checked: CheckedCommand,
  files: Readonly<Record<string, UploadedFile>>,
  client: Client,
): CommandAction {
  const valueOf = (field: Field): unknown =>
    field.kind === 'file' ? (files[field.name] ?? null) : instanceOf(field, checked.args[field.name]);
  const { target } = command;
  if (target.kind === 'setter') {
    return { kind: 'set', property: target.property, value: valueOf(command.fields[0]!) };
  }
  const byName = new Map(command.fields.map((field) => [field.name, field]));
  const args = target.slots.map((slot) => {
    if (slot.kind === 'client') return client;
    if (slot.kind === 'field') return valueOf(byName.get(slot.name)!);
    const properties = command.fields.map((field) => [propertyOf(command, field), valueOf(field)]);
    return Object.assign(new slot.dto(), Object.fromEntries(properties));
  });
  return { kind: 'call', method: target.method, args };
}

function instanceOf(field: Field, value: unknown): unknown {
  const { type, items } = field.options;
  const nested = typeof type === 'function' ? type() : typeof items?.type === 'function' ? items.type() : undefined;
  return nested === undefined || value === null ? value : plainToInstance(nested as ClassConstructor<object>, value);
}
