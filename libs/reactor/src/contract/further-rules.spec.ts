import { describe, expect, it } from '@jest/globals';
import { registerDecorator } from 'class-validator';
import { InputField, InputState, ReactorModel } from '../authoring/index.js';
import { checkCommand } from './check-command.js';
import { Post, refusalOf, Still } from './contract.fixture.js';
import { readModelContract } from './read-model-contract.js';

/** Loops for any text but an empty one. */
function IsForever(): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: string) => {
          for (let i = 0; i < value.length; i += 0);
          return true;
        },
      },
    });
}

describe("class-validator's own decorators", () => {
  const contract = readModelContract(Post);
  const good = { sent_to: 'me@example.org' };

  it.each<[string, string, Record<string, unknown>, string[]]>([
    ['on a state field', 'set_reply_to', { reply_to: 'nobody' }, ['reply_to must be an email']],
    ['on a parameter', 'notify', { sent_to: 'nobody' }, ['sent_to must be an email']],
    ['on a class that a command takes', 'post', { sent_to: 'nobody' }, ['sent_to must be an email']],
    ['with a message of its own', 'post', { ...good, tags: ['a', 'a'] }, ['tags: say each tag once']],
    ['of an author, over two fields', 'post', { ...good, low: 4, high: 3 }, ['high must be above low']],
    [
      'beside bounds of other fields',
      'post',
      { sent_to: 'nobody', tags: 5, low: 'a', high: 9 },
      [
        'sent_to must be an email',
        'tags must be an array (got 5)',
        'low must be a number (got "a")',
        'high must be at most 5 (got 9)',
      ],
    ],
    ['in a nested object', 'seal', { letter: { sent_to: 'x' } }, ['letter.sent_to must be an email']],
    [
      'in a record of objects',
      'seal',
      { letter: good, copies: { bob: { sent_to: 'x' } } },
      ['copies.bob.sent_to must be an email'],
    ],
  ])('hold %s', (_, name, args, messages) => {
    const refusal = refusalOf(() => checkCommand(contract, name, args));
    expect(refusal.fields?.map(({ message }) => message)).toEqual(messages);
  });

  it.each<[string, Record<string, unknown>]>([
    ['set_reply_to', { reply_to: 'me@example.org' }],
    ['post', { ...good, low: 1, high: 2, tags: ['a', 'b'] }],
    ['seal', { letter: good, copies: { bob: good } }],
    ['notify', good],
  ])('let %s pass', (name, args) => {
    expect(() => checkCommand(contract, name, args)).not.toThrow();
  });

  it('of other state fields do not run for a setter', () => {
    // The rules of stamps read reply_to, which this command does not bring.
    expect(checkCommand(contract, 'set_subject', { subject: 'hi' }).args).toEqual({ subject: 'hi' });
  });

  it("are asked of what class-transformer's made of the value", () => {
    expect(() => checkCommand(contract, 'set_subject', { subject: '   ' })).toThrow(
      'subject must have at least 1 character (got 0)',
    );
  });

  it('take no longer than their time, whatever they do', () => {
    class Slow extends InputState {
      @IsForever() @InputField({ default: '' }) f!: string;
    }
    @ReactorModel({ name: 'slow', state: Slow })
    class SlowModel extends Still {}
    const slow = readModelContract(SlowModel);
    expect(() => checkCommand(slow, 'set_f', { f: 'x' })).toThrow('could not be checked within 500 ms');
  });
});
