import type { DeclarationProblems } from '../manifest/declaration-problems.js';
import type { CommandContract, MessageContract } from './model-contract.js';
import { readMessage } from './read-message.js';
import { UPLOAD_REFERENCE } from '../manifest/upload-reference-schema.js';

/** Every message of a model: its commands' replies, then those it lists. */
export function readMessages(
  modelClass: { readonly name: string },
  commands: readonly CommandContract[],
  listed: readonly unknown[],
  problems: DeclarationProblems,
): Map<string, MessageContract> {
  const messages = new Map<string, MessageContract>();
  const classNames = new Map<string, MessageContract>();
  const found = [
    ...commands.map(({ reply }) => reply),
    ...listed.map((messageClass) => readMessage(modelClass.name, messageClass, problems)),
  ];
  for (const message of found) {
    if (message === undefined) continue;
    const { name, messageClass } = message;
    const other = messages.get(name);
    if (other !== undefined && other.messageClass !== messageClass) {
      problems.add(
        modelClass.name,
        `${other.messageClass.name} and ${messageClass.name} are both named '${name}'; set a static wireName on one`,
      );
    }
    const namesake = classNames.get(messageClass.name);
    if (messageClass.name === UPLOAD_REFERENCE || (namesake !== undefined && namesake.messageClass !== messageClass)) {
      problems.add(modelClass.name, `two entries of its schema are named ${messageClass.name}; rename one class`);
    }
    messages.set(name, message);
    classNames.set(messageClass.name, message);
  }
  return messages;
}
