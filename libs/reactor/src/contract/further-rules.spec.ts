import { describe, expect, it } from '@jest/globals';
import { check, Post, refusalOf } from './contract.fixture.js';
import { readModelContract } from './binding/read-model-contract.js';

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
      'only where the schema is kept',
      'post',
      { sent_to: 'nobody', tags: 5, low: 'a', high: 9 },
      ['tags must be an array (got 5)', 'low must be a number (got "a")', 'high must be at most 5 (got 9)'],
    ],
    ['in a nested object', 'seal', { letter: { sent_to: 'x' } }, ['letter.sent_to must be an email']],
    [
      'in a record of objects',
      'seal',
      { letter: good, copies: { bob: { sent_to: 'x' } } },
      ['copies.bob.sent_to must be an email'],
    ],
  ])('hold %s', (_, name, args, messages) => {
    const refusal = refusalOf(() => check(contract, name, args));
    expect(refusal.fields?.map(({ message }) => message)).toEqual(messages);
  });

  it.each<[string, Record<string, unknown>]>([
    ['set_reply_to', { reply_to: 'me@example.org' }],
    ['post', { ...good, low: 1, high: 2, tags: ['a', 'b'] }],
    ['seal', { letter: good, copies: { bob: good } }],
    ['notify', good],
  ])('let %s pass', (name, args) => {
    expect(() => check(contract, name, args)).not.toThrow();
  });

  it('of other state fields do not run for a setter', () => {
    // The rules of stamps read reply_to, which this command does not bring.
    expect(check(contract, 'set_subject', { subject: 'hi' }).args).toEqual({ subject: 'hi' });
  });

  it("are asked of what class-transformer's made of the value", () => {
    expect(() => check(contract, 'set_subject', { subject: '   ' })).toThrow(
      'subject must have at least 1 character (got 0)',
    );
  });
});
