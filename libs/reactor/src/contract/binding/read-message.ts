import {
  choicesOf,
  type MessageFieldDeclaration,
  messageFieldsOf,
  messageWireName,
  ModelMessage,
  WIRE_NAME,
} from '../../authoring/index.js';
import type { DeclarationProblems } from '../manifest/declaration-problems.js';
import { messageMismatch } from './message-mismatch.js';
import type { MessageContract } from './model-contract.js';

/** @param where name of the message in problems @returns undefined where it is not a message */
export function readMessage(
  where: string,
  messageClass: unknown,
  problems: DeclarationProblems,
): MessageContract | undefined {
  if (typeof messageClass !== 'function' || !(messageClass.prototype instanceof ModelMessage)) {
    problems.add(where, 'its reply is not a message class; make that class extend ModelMessage');
    return undefined;
  }
  const known = messageClass as MessageContract['messageClass'];
  const name = messageWireName(known);
  if (!WIRE_NAME.test(name)) {
    problems.add(
      known.name,
      `'${name}' cannot be a message's name; set a static wireName of small letters, digits and _`,
    );
  }
  checkFields(known, [known], problems);
  return { name, messageClass: known };
}

function checkFields(
  owner: object & { readonly name: string },
  around: readonly object[],
  problems: DeclarationProblems,
): void {
  const seen = new Map<string, string>();
  for (const field of messageFieldsOf(owner)) {
    const where = `${owner.name}.${field.property}`;
    const other = seen.get(field.name);
    if (other !== undefined) problems.add(where, `${other} is called '${field.name}' too; rename one of them`);
    if (!WIRE_NAME.test(field.name))
      problems.add(where, `'${field.name}' cannot be its name; use small letters, digits and _`);
    seen.set(field.name, field.property);
    checkField(where, field, around, problems);
  }
}

function checkField(
  where: string,
  { options }: Pick<MessageFieldDeclaration, 'options'>,
  around: readonly object[],
  problems: DeclarationProblems,
): void {
  const { type, items, choices, default: given } = options;
  if (choices !== undefined && choicesOf(options)?.length === 0) problems.add(where, 'choices is empty; remove it');
  if (items !== undefined && type !== 'array' && type !== 'object') {
    problems.add(where, "items applies to arrays and objects; remove it or set type: 'array'");
  } else if (items !== undefined) checkField(`${where}, items`, { options: items }, around, problems);
  const mismatch = given === undefined ? undefined : messageMismatch(options, given);
  if (mismatch !== undefined) problems.add(where, `its default does not fit: ${mismatch}`);
  if (typeof type !== 'function') return;
  const nested = type();
  if (typeof nested !== 'function' || messageFieldsOf(nested).length === 0) {
    problems.add(
      where,
      `its class ${nested?.name ?? ''} declares no field; decorate its properties with @MessageField()`,
    );
  } else if (around.includes(nested)) {
    problems.add(where, `${nested.name} contains itself, which a schema cannot express; send an array of ids`);
  } else checkFields(nested, [...around, nested], problems);
}
