import { describe, expect, it } from '@jest/globals';
import { Client, UploadedFile } from '../authoring/index.js';
import { checkCommand } from './check-command.js';
import { Camera, Envelope, Letter, Portrait, Post } from './contract.fixture.js';
import { type CommandAction, hydrateCommand } from './hydrate-command.js';
import { readModelContract } from './read-model-contract.js';

function argumentsOf<A extends readonly unknown[]>(action: CommandAction): A {
  if (action.kind !== 'call') throw new Error('it sets a field');
  return action.args as unknown as A;
}

describe('what a handler gets', () => {
  const client = new Client(7, 0, () => undefined);

  it('is an instance of each class that was declared, by its property names', () => {
    const contract = readModelContract(Post);
    const good = { sent_to: 'me@example.org' };
    const checked = checkCommand(contract, 'seal', { letter: good, copies: { toString: good } });
    const action = hydrateCommand(contract.commands.get('seal')!, structuredClone(checked), {}, client);
    const [envelope] = argumentsOf<[Envelope]>(action);
    expect(envelope).toBeInstanceOf(Envelope);
    expect(envelope.letter).toBeInstanceOf(Letter);
    expect(envelope.letter).toEqual({ sentTo: 'me@example.org', tags: ['a'], low: 0, high: 1 });
    expect(Object.values(envelope.copies)).toEqual([expect.any(Letter)]);
    expect(Object.keys(envelope.copies)).toEqual(['toString']);
  });

  it('is its arguments in the order of its parameters, and the caller where it asks', () => {
    const contract = readModelContract(Camera);
    const checked = checkCommand(contract, 'move', { y: 2, x: 1 });
    expect(hydrateCommand(contract.commands.get('move')!, checked, {}, client)).toEqual({
      kind: 'call',
      method: 'move',
      args: [1, client, 2],
    });
  });

  it('is a file where one came and null where none did', () => {
    const contract = readModelContract(Camera);
    const file = new UploadedFile('a.png', 'image/png', 'image/png', 3, '/nowhere');
    const reference = { upload_id: 'u1', name: 'a.png', mime_type: 'image/png', size: 3 };
    const checked = checkCommand(contract, 'portray', {}, { image: reference });
    const action = hydrateCommand(contract.commands.get('portray')!, checked, { image: file }, client);
    const [portrait] = argumentsOf<[Portrait]>(action);
    expect(portrait).toBeInstanceOf(Portrait);
    expect(portrait.image).toBe(file);
    expect(portrait).toMatchObject({ mask: null, strength: 0.5 });
  });

  it('is what class-transformer made of it, for a setter too', () => {
    const contract = readModelContract(Post);
    const checked = checkCommand(contract, 'set_subject', { subject: ' hi ' });
    expect(hydrateCommand(contract.commands.get('set_subject')!, checked, {}, client)).toEqual({
      kind: 'set',
      property: 'subject',
      value: 'hi',
    });
  });
});
