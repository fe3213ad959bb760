import { describe, expect, it } from '@jest/globals';
import type { InputFieldOptions } from '../authoring/index.js';
import { Camera, check, contractOf, POSE, take } from './contract.fixture.js';
import { readModelContract } from './binding/read-model-contract.js';

enum Colour {
  Red = 'red',
  Blue = 'blue',
}

enum Speed {
  Slow = 1,
  Fast = 4,
}

describe('a value off the wire', () => {
  it.each<[string, InputFieldOptions, unknown, unknown]>([
    ['a boolean is taken', { type: 'boolean' }, true, true],
    ['1 is no boolean', { type: 'boolean' }, 1, 'take: f must be true or false (got 1)'],
    ['a text is no boolean', { type: 'boolean' }, 'true', 'take: f must be true or false (got "true")'],
    ['an integral double is an integer', { type: 'integer' }, 4.0, 4],
    ['a negative integer is one', { type: 'integer' }, -4, -4],
    ['a fraction is no integer', { type: 'integer' }, 4.5, 'take: f must be an integer (got 4.5)'],
    ['a boolean is no integer', { type: 'integer' }, true, 'take: f must be an integer (got true)'],
    ['infinity is no integer', { type: 'integer' }, Infinity, 'take: f must be an integer (got Infinity)'],
    ['a number is taken', { type: 'number' }, 0.25, 0.25],
    ['an integer is a number', { type: 'number' }, 3, 3],
    ['a boolean is no number', { type: 'number' }, false, 'take: f must be a number (got false)'],
    ['a text is no number', { type: 'number' }, '1', 'take: f must be a number (got "1")'],
    ['NaN is no number', { type: 'number' }, Number.NaN, 'take: f must be a number (got NaN)'],
    ['infinity is no number', { type: 'number' }, -Infinity, 'take: f must be a number (got -Infinity)'],
    ['a text is taken', { type: 'string' }, 'é', 'é'],
    [
      'a secret is not quoted',
      { type: 'string', secret: true, maxLength: 3 },
      'key 1',
      'take: f must have at most 3 characters',
    ],
    ['a number is no text', { type: 'string' }, 5, 'take: f must be a string (got 5)'],
    ['null is no text', { type: 'string' }, null, 'take: f must be a string (got null)'],
    ['a choice is taken', { choices: ['a', 'b'] }, 'b', 'b'],
    ['another text is no choice', { choices: ['a', 'b'] }, 'c', 'take: f must be one of a, b (got "c")'],
    ['1.0 is the choice 1', { choices: [1, 2] }, 1.0, 1],
    ['true is not the choice 1', { choices: [1, 2] }, true, 'take: f must be an integer (got true)'],
    ['a mixed choice is taken', { choices: ['auto', 2] }, 2, 2],
    ['true is no mixed choice', { choices: ['auto', 1] }, true, 'take: f must be one of auto, 1 (got true)'],
    ["an enum's value is taken", { choices: Colour }, 'red', 'red'],
    ["an enum's name is no value", { choices: Colour }, 'Red', 'take: f must be one of red, blue (got "Red")'],
    ['a numeric enum takes numbers', { choices: Speed }, 4, 4],
    ['a numeric enum takes no names', { choices: Speed }, 'Fast', 'take: f must be an integer (got "Fast")'],
    ['an array of anything is taken', { type: 'array' }, [1, 'a', [null]], [1, 'a', [null]]],
    ['a text is no array', { type: 'array' }, 'abc', 'take: f must be an array (got "abc")'],
    ['an object is no array', { type: 'array' }, { 0: 1 }, 'take: f must be an array (got an object)'],
    ['items are taken', { type: 'array', items: { type: 'integer' } }, [1, 2], [1, 2]],
    [
      'an item of another type is refused',
      { type: 'array', items: { type: 'integer' } },
      [1, 'x'],
      'take: f[1] must be an integer (got "x")',
    ],
    [
      "an item's bounds hold",
      { type: 'array', items: { type: 'integer', max: 3 } },
      [1, 9],
      'take: f[1] must be at most 3 (got 9)',
    ],
    [
      'items of items are looked at',
      { type: 'array', items: { type: 'array', items: { type: 'string' } } },
      [['a'], ['b', 7]],
      'take: f[1][1] must be a string (got 7)',
    ],
    ['a record of anything is taken', { type: 'record' }, { a: 1, toString: 'x' }, { a: 1, toString: 'x' }],
    ['an array is no record', { type: 'record' }, [], 'take: f must be an object (got an array)'],
    ['values are taken', { type: 'record', items: { type: 'number' } }, { left: 0.5 }, { left: 0.5 }],
    [
      'a value of another type is refused',
      { type: 'record', items: { type: 'number' } },
      { left: true },
      'take: f.left must be a number (got true)',
    ],
    ['a nested object is completed', { type: POSE }, { x: 1 }, { x: 1, head_turn: 0 }],
    ['a text is no nested object', { type: POSE }, 'x', 'take: f must be an object (got "x")'],
    ['a nested field may be missing no more', { type: POSE }, {}, 'take: f.x is missing'],
    ["a nested field's type holds", { type: POSE }, { x: '1' }, 'take: f.x must be a number (got "1")'],
    ["a nested field's bounds hold", { type: POSE }, { x: 2 }, 'take: f.x must be at most 1 (got 2)'],
    [
      'a nested field is called as on the wire',
      { type: POSE },
      { x: 0, head_turn: -7 },
      'take: f.head_turn must be at least -1 (got -7)',
    ],
    ['an unknown nested key is refused', { type: POSE }, { x: 0, y: 0 }, 'take: f.y is unknown; f takes x, head_turn'],
    [
      "a nested field is not known by its property's name",
      { type: POSE },
      { x: 0, headTurn: 0 },
      'take: f.headTurn is unknown; f takes x, head_turn',
    ],
    [
      'objects in arrays are looked at',
      { type: 'array', items: { type: POSE } },
      [{ x: 0 }, { x: -3 }],
      'take: f[1].x must be at least -1 (got -3)',
    ],
    [
      'objects in records are looked at',
      { type: 'record', items: { type: POSE } },
      { left: { x: -3 } },
      'take: f.left.x must be at least -1 (got -3)',
    ],
    ['null is taken where it may be', { type: 'integer', nullable: true, min: 3 }, null, null],
    ['null skips every rule', { type: 'string', nullable: true, minLength: 3, choices: ['abc'] }, null, null],
    [
      'another value than null has to hold',
      { type: 'integer', nullable: true, min: 3 },
      2,
      'take: f must be at least 3 (got 2)',
    ],
    ['a nullable object may be null', { type: POSE, nullable: true }, null, null],
    [
      'null among items has to be allowed',
      { type: 'array', items: { type: 'number' } },
      [null],
      'take: f[0] must be a number (got null)',
    ],
    ['null among items may be allowed', { type: 'array', items: { type: 'number', nullable: true } }, [null], [null]],
  ])('%s', (_, options, value, result) => {
    expect(take(options, value)).toEqual(result);
  });

  it.each<[string, InputFieldOptions, unknown, string | undefined]>([
    ['min, inclusive', { type: 'number', min: 0 }, 0, undefined],
    ['below min', { type: 'number', min: 0 }, -0.001, 'must be at least 0 (got -0.001)'],
    ['max, inclusive', { type: 'number', max: 2 }, 2, undefined],
    ['above max', { type: 'number', max: 2 }, 2.001, 'must be at most 2 (got 2.001)'],
    ['minLength, inclusive', { type: 'string', minLength: 1 }, 'a', undefined],
    ['too short', { type: 'string', minLength: 1 }, '', 'must have at least 1 character (got 0)'],
    ['maxLength, inclusive', { type: 'string', maxLength: 3 }, 'abc', undefined],
    ['too long', { type: 'string', maxLength: 3 }, 'abcd', 'must have at most 3 characters (got 4)'],
    ['an emoji is one character', { type: 'string', maxLength: 3 }, '🌊🌊🌊', undefined],
    [
      'a variation selector is one too',
      { type: 'string', maxLength: 3 },
      '\uFE0F'.repeat(4),
      'must have at most 3 characters (got 4)',
    ],
    ['enough items', { type: 'array', minLength: 1, maxLength: 2 }, [1, 2], undefined],
    ['too few items', { type: 'array', minLength: 1 }, [], 'must have at least 1 item (got 0)'],
    ['too many items', { type: 'array', maxLength: 2 }, [1, 2, 3], 'must have at most 2 items (got 3)'],
    ['too many keys', { type: 'record', maxLength: 1 }, { a: 1, b: 2 }, 'must have at most 1 key (got 2)'],
    ['a match', { type: 'string', pattern: /^[a-z]+$/ }, 'abc', undefined],
    ['no match', { type: 'string', pattern: /^[a-z]+$/ }, 'aBc', 'must match /^[a-z]+$/ (got "aBc")'],
    ['a value between steps', { default: 0, step: 0.5 }, 0.25, undefined],
  ])('is held against its bounds: %s', (_, options, value, refusal) => {
    expect(take(options, value)).toEqual(refusal === undefined ? value : `take: f ${refusal}`);
  });

  it('is cut short in a refusal', () => {
    expect(take({ type: 'number' }, 'x'.repeat(10_000))).toBe(`take: f must be a number (got "${'x'.repeat(39)}…)`);
  });
});

describe('an argument that is not sent', () => {
  it.each<[string, InputFieldOptions, unknown]>([
    ['stands for its default', { default: 7 }, 7],
    ['stands for null where it may be null', { type: 'string', nullable: true }, null],
    ['stands for its default before null', { default: 'a', nullable: true }, 'a'],
    ['stands for a nested default, completed', { type: POSE, default: { x: 0.5 } }, { x: 0.5, head_turn: 0 }],
  ])('%s', (_, options, value) => {
    expect(check(contractOf(options), 'take', {}).args).toEqual({ f: value });
    expect(check(contractOf(options), 'take', undefined).args).toEqual({ f: value });
  });

  it('is refused where it has no default', () => {
    const contract = readModelContract(Camera);
    expect(() => check(contract, 'move', { y: 1 })).toThrow('move: x is missing');
  });

  it('gets a default of its own, which nobody else can change', () => {
    const contract = contractOf({ default: [1] });
    (check(contract, 'take', {}).args['f'] as number[]).push(2);
    expect(check(contract, 'take', {}).args['f']).toEqual([1]);
  });
});
