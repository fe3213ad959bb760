import type { CheckedCommand } from '../manifest/check-command.js';
import { FieldProblems } from '../manifest/field-problems.js';
import { hydrateDto, hydrateField } from './hydrate-field.js';
import type { CommandContract } from './model-contract.js';
import { ruleProblems } from './rule-problems.js';

/** A command's arguments as its author declared them; files are not included yet. */
export interface HydratedCommand {
  /** All of them as the class that the handler takes, where it takes one. */
  readonly dto?: object;
  /** By wire name, where it takes no class. */
  readonly values: ReadonlyMap<string, unknown>;
}

/**
 * Converts the arguments of a command to the classes of its author and checks them against the rules that are code:
 * patterns and class-validator's decorators, on what class-transformer makes of the values. Its schema was checked
 * before. Runs where the model is; code of the author runs, which may throw anything.
 *
 * Throws `invalid_command` that names the bad fields.
 */
export function checkRules(command: CommandContract, { name, args }: CheckedCommand): HydratedCommand {
  const problems = new FieldProblems();
  const { dto, fields } = command;
  const values = new Map<string, unknown>();
  const instance = dto === undefined ? undefined : hydrateDto(dto, args);
  if (instance !== undefined) problems.addAll(ruleProblems(fields, instance));
  else {
    for (const field of fields.filter(({ kind }) => kind !== 'file')) {
      const value = hydrateField(field, args[field.name]);
      problems.addAll(ruleProblems([field], Object.assign(new field.rules(), { [field.property]: value })));
      values.set(field.name, value);
    }
  }
  problems.throwIfAny(name);
  return { dto: instance, values };
}
