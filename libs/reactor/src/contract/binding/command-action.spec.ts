import { describe, expect, it } from '@jest/globals';
import { Client, UploadedFile } from '../../authoring/index.js';
import { checkCommand } from '../manifest/check-command.js';
import { Camera, Envelope, Letter, Portrait, Post } from '../contract.fixture.js';
import { checkRules } from './check-rules.js';
import { type CommandAction, commandAction } from './command-action.js';
import { manifestOf } from './manifest-of.js';
import type { ModelContract } from './model-contract.js';
import { readModelContract } from './read-model-contract.js';

function argumentsOf<A extends readonly unknown[]>(action: CommandAction): A {
  if (action.kind !== 'call') throw new Error('it sets a field');
  return action.args as unknown as A;
}

/** What a command does that came over the line. */
function actionOf(
  contract: ModelContract,
  name: string,
  args: unknown,
  files: Record<string, UploadedFile> = {},
): CommandAction {
  const uploads = Object.fromEntries(Object.keys(files).map((param) => [param, REFERENCE]));
  const checked = structuredClone(checkCommand(manifestOf(contract), name, args, uploads));
  const command = contract.commands.get(name)!;
  return commandAction(command, checkRules(command, checked), files, CLIENT);
}

const CLIENT = new Client(7, 0, () => undefined);
const REFERENCE = { upload_id: 'u1', name: 'a.png', mime_type: 'image/png', size: 3 };

describe('what a handler gets', () => {
  it('is an instance of each class that was declared, by its property names', () => {
    const contract = readModelContract(Post);
    const good = { sent_to: 'me@example.org' };
    const action = actionOf(contract, 'seal', { letter: good, copies: { toString: good } });
    const [envelope] = argumentsOf<[Envelope]>(action);
    expect(envelope).toBeInstanceOf(Envelope);
    expect(envelope.letter).toBeInstanceOf(Letter);
    expect(envelope.letter).toEqual({ sentTo: 'me@example.org', tags: ['a'], low: 0, high: 1 });
    expect(Object.values(envelope.copies)).toEqual([expect.any(Letter)]);
    expect(Object.keys(envelope.copies)).toEqual(['toString']);
  });

  it('is its arguments in the order of its parameters, and the caller where it asks', () => {
    const contract = readModelContract(Camera);
    expect(actionOf(contract, 'move', { y: 2, x: 1 })).toEqual({
      kind: 'call',
      method: 'move',
      args: [1, CLIENT, 2],
    });
  });

  it('is a file where one came and null where none did', () => {
    const contract = readModelContract(Camera);
    const file = new UploadedFile('a.png', 'image/png', 'image/png', 3, '/nowhere');
    const action = actionOf(contract, 'portray', {}, { image: file });
    const [portrait] = argumentsOf<[Portrait]>(action);
    expect(portrait).toBeInstanceOf(Portrait);
    expect(portrait.image).toBe(file);
    expect(portrait).toMatchObject({ mask: null, strength: 0.5 });
  });

  it('is what class-transformer made of it, for a setter too', () => {
    const contract = readModelContract(Post);
    expect(actionOf(contract, 'set_subject', { subject: ' hi ' })).toEqual({
      kind: 'set',
      property: 'subject',
      value: 'hi',
    });
  });
});
