import type { CommandContract, Field, ModelContract } from './model-contract.js';

/**
 * A value that clients set and that persists: `state` is a field of the model's state, `command` the one argument of a
 * command `set_<argument>` that the author wrote without such a field.
 */
export interface Input {
  readonly field: Field;
  readonly kept: 'state' | 'command';
}

/** Every input of a model by its name on the wire: those of its state first. */
export function inputsOf(contract: Pick<ModelContract, 'stateFields' | 'commands'>): ReadonlyMap<string, Input> {
  const inputs = new Map<string, Input>(
    contract.stateFields.map((field) => [field.name, { field, kept: 'state' }] as const),
  );
  for (const command of contract.commands.values()) {
    const field = fieldSetBy(command);
    if (field !== undefined && !inputs.has(field.name)) inputs.set(field.name, { field, kept: 'command' });
  }
  return inputs;
}

/** The field that a command named `set_<field>` sets; undefined for any other command. */
export function fieldSetBy({ name, fields }: Pick<CommandContract, 'name' | 'fields'>): Field | undefined {
  const [field, ...others] = fields;
  return field !== undefined && others.length === 0 && name === `set_${field.name}` ? field : undefined;
}
