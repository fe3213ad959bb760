import type { Client, UploadedFile } from '../../authoring/index.js';
import type { HydratedCommand } from './check-rules.js';
import type { CommandContract, Field } from './model-contract.js';

/** Effect of a checked command: it sets a property of the state, or calls a handler with arguments. */
export type CommandAction =
  | { readonly kind: 'set'; readonly property: string; readonly value: unknown }
  | { readonly kind: 'call'; readonly method: string; readonly args: readonly unknown[] };

/** What a command does, with its files and its caller in their places. */
export function commandAction(
  { target, fields }: CommandContract,
  { dto, values }: HydratedCommand,
  files: Readonly<Record<string, UploadedFile>>,
  client: Client,
): CommandAction {
  const fileOf = (name: string): UploadedFile | null => (Object.hasOwn(files, name) ? files[name]! : null);
  const valueOf = ({ kind, name }: Pick<Field, 'kind' | 'name'>): unknown =>
    kind === 'file' ? fileOf(name) : values.get(name);
  if (target.kind === 'setter') return { kind: 'set', property: target.property, value: valueOf(fields[0]!) };
  const byName = new Map(fields.map((field) => [field.name, field]));
  const args = target.slots.map((slot) => {
    switch (slot.kind) {
      case 'client':
        return client;
      case 'field':
        return valueOf(byName.get(slot.name)!);
      case 'dto':
        for (const { kind, name, property } of fields) {
          if (kind === 'file') Object.assign(dto!, { [property]: fileOf(name) });
        }
        return dto;
      default:
        return slot satisfies never;
    }
  });
  return { kind: 'call', method: target.method, args };
}
