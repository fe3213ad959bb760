import type { Type } from '@nestjs/common';
import {
  Client,
  commandDeclarations,
  type CommandDeclaration,
  composeValidators,
  fieldDeclarations,
  messageWireName,
  ModelMessage,
  parameterDeclarations,
  toWireName,
  WIRE_NAME,
} from '../authoring/index.js';
import type { DeclarationProblems } from './declaration-problems.js';
import type { CommandContract, Field, MessageContract, ParameterSlot } from './model-contract.js';
import { readClassFields, readField } from './read-fields.js';

/** Names that every model's wire needs for itself. */
const RESERVED: ReadonlySet<string> = new Set(['connected', 'disconnected', 'ping', 'constructor', 'prototype']);

/** Every command of a model: its own methods, then one setter for each field of its state that no method sets. */
export function readCommands(
  modelClass: Type<object>,
  stateClass: Type<object> | undefined,
  stateFields: readonly Field[],
  problems: DeclarationProblems,
): Map<string, CommandContract> {
  const commands = new Map<string, CommandContract>();
  const byMethod = new Map<string, CommandDeclaration>();
  for (const declaration of commandDeclarations.read(modelClass)) byMethod.set(declaration.method, declaration);
  for (const declaration of byMethod.values()) {
    const command = readMethod(modelClass, declaration, problems);
    const where = `${modelClass.name}.${declaration.method}`;
    if (commands.has(command.name))
      problems.add(where, `another method is the command '${command.name}' too; give one another name`);
    commands.set(command.name, command);
  }
  if (stateClass === undefined) return commands;
  for (const field of stateFields) {
    const name = `set_${field.name}`;
    if (!commands.has(name)) commands.set(name, setter(name, field, stateClass));
  }
  return commands;
}

function setter(name: string, field: Field, stateClass: Type<object>): CommandContract {
  return {
    name,
    description: field.options.description ?? `Set ${field.name}.`,
    target: { kind: 'setter', property: field.property },
    fields: [field],
    dedupe: false,
    rules: stateClass,
  };
}

function readMethod(
  modelClass: Type<object>,
  declaration: CommandDeclaration,
  problems: DeclarationProblems,
): CommandContract {
  const { method, options, parameterTypes } = declaration;
  const where = `${modelClass.name}.${method}`;
  const name = options.name ?? toWireName(method);
  if (!WIRE_NAME.test(name) || RESERVED.has(name)) {
    problems.add(
      where,
      `'${name}' cannot be a command's name; use small letters, digits and _, and none of ${[...RESERVED].join(', ')}`,
    );
  }
  const { fields, slots, dto } = readParameters(modelClass, declaration, parameterTypes, problems);
  const reply = options.reply === undefined ? undefined : readMessage(where, options.reply, problems);
  return {
    name,
    ...(options.description === undefined ? {} : { description: options.description }),
    target: { kind: 'method', method, slots },
    fields,
    dedupe: options.dedupe ?? false,
    ...(reply === undefined ? {} : { reply }),
    rules: dto ?? rulesOf(name, fields),
  };
}

export function readMessage(
  where: string,
  messageClass: unknown,
  problems: DeclarationProblems,
): MessageContract | undefined {
  if (typeof messageClass !== 'function' || !(messageClass.prototype instanceof ModelMessage)) {
    problems.add(where, 'its reply is not a message; let the class extend ModelMessage');
    return undefined;
  }
  const known = messageClass as MessageContract['messageClass'];
  const name = messageWireName(known);
  if (!WIRE_NAME.test(name)) problems.add(where, `'${name}' cannot be a message's name; set a static wireName`);
  return { name, messageClass: known };
}

function readParameters(
  modelClass: Type<object>,
  { method }: CommandDeclaration,
  types: readonly unknown[],
  problems: DeclarationProblems,
): { fields: Field[]; slots: ParameterSlot[]; dto: Type<object> | undefined } {
  const declared = new Map(
    parameterDeclarations
      .read(modelClass)
      .filter((parameter) => parameter.method === method)
      .map((parameter) => [parameter.index, parameter.options]),
  );
  const fields: Field[] = [];
  const slots: ParameterSlot[] = [];
  let dto: Type<object> | undefined;
  const count = Math.max(types.length, ...[...declared.keys()].map((index) => index + 1), 0);
  for (let index = 0; index < count; index++) {
    const where = `${modelClass.name}.${method}, parameter ${index + 1}`;
    const options = declared.get(index);
    const type = types[index];
    if (options !== undefined) {
      const name = options.name ?? '';
      if (name === '') problems.add(where, `it has no name on the wire; write @InputField({ name: '…' })`);
      else if (fields.some((field) => field.name === name))
        problems.add(where, `another parameter is called '${name}' too`);
      fields.push(readField(where, name === '' ? `parameter_${index + 1}` : name, name, options, problems));
      slots.push({ kind: 'field', name });
    } else if (type === Client) {
      slots.push({ kind: 'client' });
    } else if (typeof type === 'function' && fieldDeclarations.read(type).length > 0) {
      dto = type as Type<object>;
      fields.push(...readClassFields(dto, problems));
      slots.push({ kind: 'dto', dto });
    } else {
      problems.add(
        where,
        `nothing tells what it takes; decorate it with @InputField({ name, … }), or let it be Client or a class of @InputField properties`,
      );
    }
  }
  if (dto !== undefined && slots.some((slot) => slot.kind === 'field')) {
    problems.add(
      `${modelClass.name}.${method}`,
      `it takes ${dto.name} and further fields; put them all into ${dto.name}`,
    );
  }
  return { fields, slots, dto };
}

/** A class that carries the rules of parameters, which have no class of their own for class-validator to look at. */
function rulesOf(command: string, fields: readonly Field[]): Type<object> {
  const rules = { [command]: class {} }[command]!;
  for (const field of fields) {
    for (const validator of composeValidators(field.options, field.name)) validator(rules.prototype, field.name);
  }
  return rules;
}
