import { describe, expect, it } from '@jest/globals';
import {
  anyObject,
  bool,
  finite,
  integer,
  list,
  literal,
  map,
  nullable,
  object,
  optional,
  type Shape,
  text,
} from './shape.js';

const point = object({ x: finite, y: optional(finite) });

const TAKEN: [string, Shape<unknown>, unknown][] = [
  ['a text at its least', text({ min: 2, max: 4 }), 'ab'],
  ['a text at its most', text({ min: 2, max: 4 }), 'abcd'],
  ['an integer at its least', integer(1, 3), 1],
  ['an integer at its most', integer(1, 3), 3],
  ['false', bool, false],
  ['a choice', literal('a', 'b'), 'b'],
  ['a list at its most', list(finite, 2), [1, 2]],
  ['a map at its most', map(finite, 2), { a: 1, b: 2 }],
  ['null where it may be', nullable(finite), null],
  ['nothing where it may be absent', optional(finite), undefined],
  ['an object without what is optional', point, { x: 1 }],
];

const REFUSED: [string, Shape<unknown>, unknown, string][] = [
  ['a text too short', text({ min: 2, max: 4 }), 'a', 'here must be at least 2 characters'],
  ['a text too long', text({ max: 4 }), 'abcde', 'here must be at most 4 characters'],
  ['no text', text({ max: 4 }), 1, 'here must be a string'],
  ['a fraction', integer(1, 3), 1.5, 'here must be an integer from 1 to 3'],
  ['one below', integer(1, 3), 0, 'here must be an integer from 1 to 3'],
  ['one above', integer(1, 3), 4, 'here must be an integer from 1 to 3'],
  ['a number in words', integer(1, 3), '2', 'here must be an integer from 1 to 3'],
  ['NaN', finite, Number.NaN, 'here must be a number'],
  ['a number for a truth', bool, 1, 'here must be true or false'],
  ['another choice', literal('a', 'b'), 'c', 'here must be one of a, b'],
  ['one too many', list(finite, 2), [1, 2, 3], 'here must be an array of at most 2'],
  ['a wrong one among them', list(finite, 2), [1, 'x'], 'here[1] must be a number'],
  ['one entry too many', map(finite, 1), { a: 1, b: 2 }, 'here must be an object of at most 1 entries'],
  ['a wrong entry', map(finite, 1), { a: 'x' }, 'here.a must be a number'],
  ['null where it must be there', finite, null, 'here must be a number'],
  ['a list for an object', anyObject, [], 'here must be an object'],
  ['an object without what it needs', point, { y: 1 }, 'here.x must be a number'],
  [
    'a key nobody knows, where that is strict',
    object({ x: finite }, true),
    { x: 1, z: 2 },
    'here.z is not known here; remove it',
  ],
];

describe('a shape', () => {
  it.each(TAKEN)('takes %s', (_what, shape, value) => {
    expect(shape(value, 'here')).toEqual(value);
  });

  it.each(REFUSED)('refuses %s and says where', (_what, shape, value, message) => {
    expect(() => shape(value, 'here')).toThrow(expect.objectContaining({ code: 'bad_message', message }));
  });

  it('takes null for absent where a value is optional, at every depth', () => {
    const shape = object({ x: optional(finite), list: optional(list(object({ y: optional(bool) }), 2)) }, true);
    expect(optional(finite)(null, '')).toBeUndefined();
    expect(shape({ x: null, list: [{ y: null }] }, '')).toEqual({ list: [{}] });
    expect(shape({ x: null, list: null }, '')).toEqual({});
  });

  it('leaves out keys that nobody knows', () => {
    expect(point({ x: 1, z: 2 }, '')).toEqual({ x: 1 });
  });

  it('reads its own keys alone, never inherited ones', () => {
    expect(() => object({ toString: text({ max: 9 }) })({}, '')).toThrow('toString must be a string');
  });
});
