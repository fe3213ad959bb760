import { describe, expect, it } from '@jest/globals';
import { parseJsonObject, toJsonText } from './json.js';

/** An object in an object, that many in all. */
function nested(depth: number): string {
  return '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
}

describe('parseJsonObject', () => {
  it.each([
    ['text', '{"a":1}'],
    ['bytes', Buffer.from('{"a":1}')],
  ])('reads %s', (_what, frame) => {
    expect(parseJsonObject(frame)).toEqual({ a: 1 });
  });

  it('reads what is nested 32 deep', () => {
    expect(parseJsonObject(nested(32))).toHaveProperty('a');
  });

  it.each([
    ['nothing', '', 'not_json'],
    ['no JSON', 'hello', 'not_json'],
    ['a number that is none', '{"a":NaN}', 'not_json'],
    ['bytes that are no text', Uint8Array.of(0xff, 0xfe), 'not_json'],
    ['a list', '[1]', 'bad_message'],
    ['a number', '12', 'bad_message'],
    ['null', 'null', 'bad_message'],
    ['a number beyond all bounds', '{"a":1e999}', 'bad_message'],
    ['what is nested 33 deep', nested(33), 'bad_message'],
    ['what is nested beyond any stack', nested(40_000), 'bad_message'],
    ['262,145 bytes', `{"a":"${'x'.repeat(262_145 - 8)}"}`, 'message_too_large'],
  ])('refuses %s', (_what, frame, code) => {
    expect(() => parseJsonObject(frame)).toThrow(expect.objectContaining({ name: 'WireError', code }));
  });

  it('takes a key like any other for one, whatever it means elsewhere', () => {
    const value = parseJsonObject('{"__proto__":{"polluted":true},"constructor":1}');
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('toJsonText', () => {
  const round: Record<string, unknown> = {};
  round['itself'] = round;

  it.each([
    ['NaN', { a: Number.NaN }],
    ['infinity', { a: [Number.POSITIVE_INFINITY] }],
    ['a bigint', { a: 1n }],
    ['what contains itself', round],
  ])('refuses %s', (_what, value) => {
    expect(() => toJsonText(value)).toThrow(expect.objectContaining({ name: 'WireError', code: 'unencodable' }));
  });

  it('keeps the words of whatever failed out of its own', () => {
    const cause = new Error('postgres://user:pass@db');
    const toJSON = (): never => {
      throw cause;
    };
    expect(() => toJsonText({ toJSON })).toThrow(
      expect.objectContaining({ message: 'the message cannot be represented in JSON', cause }),
    );
  });
});
