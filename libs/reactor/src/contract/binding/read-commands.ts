import type { Type } from '@nestjs/common';
import {
  commandDeclarations,
  type CommandDeclaration,
  parameterDeclarations,
  toWireName,
  WIRE_NAME,
} from '../../authoring/index.js';
import type { DeclarationProblems } from '../manifest/declaration-problems.js';
import { FieldReader } from './field-reader.js';
import { hasFurtherRules } from './field-rules-class.js';
import type { CommandContract, Field } from './model-contract.js';
import { RESERVED_COMMANDS } from '../manifest/reserved-commands.js';
import { playMistakes } from './play-mistakes.js';
import { readMessage } from './read-message.js';
import { readParameters } from './read-parameters.js';

/** Every command of a model: its own methods, then one setter for each field of its state that no method sets. */
export function readCommands(
  modelClass: Type<object>,
  stateFields: readonly Field[],
  problems: DeclarationProblems,
): Map<string, CommandContract> {
  const reader = new FieldReader(problems);
  const commands = new Map<string, CommandContract>();
  const declarations = commandDeclarations.latest(modelClass, ({ method }) => method);
  for (const declaration of declarations) {
    const command = readMethod(modelClass, declaration, reader, problems);
    const where = `${modelClass.name}.${declaration.method}`;
    if (commands.has(command.name))
      problems.add(where, `another method is already the command '${command.name}'; rename one of them`);
    commands.set(command.name, command);
  }
  for (const { method } of parameterDeclarations.read(modelClass)) {
    if (!declarations.some((command) => command.method === method))
      problems.add(
        `${modelClass.name}.${method}`,
        'its parameters are fields, but it is not a command; add @Command()',
      );
  }
  for (const field of stateFields) {
    const command = setter(field);
    if (!commands.has(command.name)) commands.set(command.name, command);
  }
  return commands;
}

function setter(field: Field): CommandContract {
  return {
    name: `set_${field.name}`,
    description: field.options.description ?? `Set ${field.name}.`,
    target: { kind: 'setter', property: field.property },
    fields: [field],
    dedupe: false,
    costly: isCostly(field),
  };
}

function readMethod(
  modelClass: Type<object>,
  declaration: CommandDeclaration,
  reader: FieldReader,
  problems: DeclarationProblems,
): CommandContract {
  const { method, options } = declaration;
  const where = `${modelClass.name}.${method}`;
  const name = options.name ?? toWireName(method);
  if (!WIRE_NAME.test(name) || RESERVED_COMMANDS.has(name)) {
    problems.add(
      where,
      `'${name}' cannot be a command's name; use small letters, digits and _, and none of ${[...RESERVED_COMMANDS].join(', ')}`,
    );
  }
  const { fields, slots, dto } = readParameters(where, declaration, reader, problems);
  if (options.ui !== undefined) for (const mistake of playMistakes(options.ui, fields)) problems.add(where, mistake);
  const reply = options.reply === undefined ? undefined : readMessage(where, options.reply, problems);
  return {
    name,
    ...(options.description === undefined ? {} : { description: options.description }),
    target: { kind: 'method', method, slots },
    fields,
    dedupe: options.dedupe ?? false,
    ...(options.ui === undefined ? {} : { ui: options.ui }),
    ...(reply === undefined ? {} : { reply }),
    ...(dto === undefined ? {} : { dto }),
    costly: fields.some(isCostly),
  };
}

/**
 * Whether the duration of its check depends on client input: a text for a pattern or for unknown rules, or a number of
 * items.
 */
function isCostly({ options, rules, property, items, nested }: Field): boolean {
  return (
    options.pattern !== undefined ||
    hasFurtherRules(rules, property) ||
    (items !== undefined && (items.nested !== undefined || isCostly(items))) ||
    (nested?.fields.some(isCostly) ?? false)
  );
}
