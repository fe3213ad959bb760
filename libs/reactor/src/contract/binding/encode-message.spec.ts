import { describe, expect, it } from '@jest/globals';
import { MessageField, type MessageFieldOptions, ModelMessage, type ModelMessageClass } from '../../authoring/index.js';
import { ReactorError } from '../../errors/index.js';
import { encodeMessage } from './encode-message.js';

function encode(message: ModelMessage): { type: string; data: Record<string, unknown> } {
  const messageClass = message.constructor as ModelMessageClass;
  return encodeMessage({ name: 'sunny', messages: new Map([['told', { name: 'told', messageClass }]]) }, message);
}

/** A message of one value, declared so. */
function told(value: unknown, options: MessageFieldOptions = {}): ModelMessage {
  class Told extends ModelMessage {
    @MessageField(options) value!: unknown;
  }
  return Told.of({ value });
}

function refusalOf(message: ModelMessage): string {
  try {
    encode(message);
  } catch (error) {
    if (error instanceof ReactorError && error.code === 'unencodable') return error.message;
    throw error;
  }
  throw new Error('it was encoded');
}

class Point {
  @MessageField({ default: 0 }) x!: number;
  @MessageField({ default: 0, name: 'depth' }) z!: number;
  note = 'not declared, so not sent';
}

class Where extends ModelMessage {
  @MessageField({ description: 'Where it is.' }) mainPoint!: Point;
  @MessageField({ type: 'array', items: { type: () => Point } }) path: Point[] = [];
  secret = 'not declared, so not sent';
}

describe('a value in a message', () => {
  it.each<[string, unknown, unknown]>([
    ['a text', 'é 🌊', 'é 🌊'],
    ['a number', 0.5, 0.5],
    ['null', null, null],
    ['an array of anything', [1, 'a', [true, null]], [1, 'a', [true, null]]],
    ['a plain object', { a: { b: 1 } }, { a: { b: 1 } }],
    ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
    ['an object of which a part is undefined', { a: 1, b: undefined }, { a: 1 }],
    ['the same object twice', [{ a: 1 }, { a: 1 }], [{ a: 1 }, { a: 1 }]],
    ['an instance of declared fields', new Point(), { x: 0, depth: 0 }],
    ['instances inside of plain values', { list: [new Point()] }, { list: [{ x: 0, depth: 0 }] }],
    ['another message', Where.of({ mainPoint: new Point() }), { main_point: { x: 0, depth: 0 }, path: [] }],
  ])('is sent: %s', (_, value, sent) => {
    expect(encode(told(value)).data).toEqual({ value: sent });
  });

  it('is sent as 0 where it is -0, on which the wires would disagree', () => {
    expect(Object.is(encode(told(-0)).data['value'], 0)).toBe(true);
  });

  it('keeps a key like __proto__ as a key', () => {
    const { value } = encode(told(JSON.parse('{"__proto__":{"a":1}}'))).data as { value: object };
    expect(JSON.stringify(value)).toBe('{"__proto__":{"a":1}}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  const cycle: unknown[] = [];
  cycle.push({ again: cycle });
  const deep = Array.from({ length: 40 }).reduce<unknown>((inside) => [inside], 1);
  const doubled = Array.from({ length: 30 }).reduce<unknown>((inside) => [inside, inside], 1);

  it.each<[string, unknown, string]>([
    ['NaN', Number.NaN, 'NaN cannot be represented in JSON; send null or leave it out'],
    ['infinity', -Infinity, '-Infinity cannot be represented in JSON'],
    ['a BigInt', 1n, 'a bigint cannot be represented in JSON; send a string or a number'],
    ['a symbol', Symbol('x'), 'a symbol cannot be represented in JSON'],
    ['a function', () => 1, 'a function cannot be represented in JSON'],
    ['bytes', new Uint8Array(2), 'a Uint8Array is not a plain value; send Array.from(it)'],
    ['floats', new Float32Array(2), 'a Float32Array is not a plain value; send Array.from(it)'],
    ['a Date', new Date(0), 'a Date is not a plain value; send it.toISOString() or it.getTime()'],
    ['a Map', new Map(), 'a Map is not a plain value; send Object.fromEntries(it)'],
    ['a Set', new Set(), 'a Set is not a plain value; send [...it]'],
    ['a promise', Promise.resolve(1), 'it is a Promise; await it first'],
    ['an instance', new (class Pose {})(), 'an instance of Pose is not a plain value; send its values, or decorate'],
    ['undefined in an array', [undefined], 'undefined cannot be represented in JSON; send null'],
    ['a hole in an array', Array.from({ length: 2 }).fill(1, 1), 'undefined cannot be represented in JSON; send null'],
    ['a value that contains itself', cycle, 'it contains itself; send a plain copy'],
    ['a value without end', deep, 'it is nested deeper than 32 levels; send a flatter value'],
    ['a value that doubles at each level', doubled, 'a message has at most 100000 values; send fewer'],
    ['a value deep inside', { a: [{ b: Number.NaN }] }, 'Told.value.a[0].b cannot be sent: NaN'],
  ])('is refused with its place and what to send instead: %s', (_, value, refusal) => {
    expect(refusalOf(told(value))).toContain(refusal);
    expect(refusalOf(told(value))).toContain('Told.value');
  });
});

describe('a declared value', () => {
  it.each<[string, MessageFieldOptions, unknown]>([
    ['an integer', { type: 'integer' }, 3],
    ['null where it is allowed', { type: 'number', nullable: true }, null],
    ['null where it is the default', { type: 'number', default: null }, null],
    ['a choice', { choices: ['on', 'off'] }, 'off'],
    ['items', { type: 'array', items: { type: 'number' } }, [1, 2]],
    ['values by key', { type: 'object', items: { type: 'boolean' } }, { a: true }],
  ])('is sent as promised: %s', (_, options, value) => {
    expect(encode(told(value, options)).data).toEqual({ value });
  });

  it('may be a plain object in place of its class', () => {
    expect(encode(told({ x: 1, z: 2, note: 'no' }, { type: () => Point })).data).toEqual({ value: { x: 1, depth: 2 } });
  });

  it.each<[string, MessageFieldOptions, unknown, string]>([
    [
      'a text for a number',
      { type: 'number' },
      '1',
      'it is a string and is declared a number; send one, or change its type',
    ],
    ['a fraction for an integer', { type: 'integer' }, 1.5, 'it is 1.5 and is declared an integer'],
    ['an array for an object', { type: 'object' }, [], 'it is an array and is declared an object'],
    [
      'floats for an array',
      { type: 'array' },
      new Float32Array(1),
      'a Float32Array is not a plain value; send Array.from(it)',
    ],
    ['null for a text', { type: 'string' }, null, 'it is null; send a value, or declare nullable: true'],
    ['no choice', { choices: ['on', 'off'] }, 'maybe', 'it is "maybe" and must be one of on, off'],
    [
      'a bad item',
      { type: 'array', items: { type: 'number' } },
      [1, 'a'],
      'Told.value[1] cannot be sent: it is a string',
    ],
    [
      'a bad value by key',
      { type: 'object', items: { type: 'number' } },
      { a: 'b' },
      'Told.value.a cannot be sent: it is',
    ],
    ['nothing', { type: 'number' }, undefined, 'it has no value; set it, or give @MessageField a default'],
    ['a bad part', { type: () => Point }, { x: 'a', z: 1 }, 'Told.value.x cannot be sent: it is a string'],
  ])('is refused where the schema would be wrong: %s', (_, options, value, refusal) => {
    expect(refusalOf(told(value, options))).toContain(refusal);
  });
});

describe('a message', () => {
  it('has what it does not say from its defaults, each its own', () => {
    class Settings extends ModelMessage {
      @MessageField({ default: 0.5 }) level!: number;
      @MessageField({ default: [] }) tags!: string[];
      @MessageField({ type: 'string', default: null }) label!: string | null;
    }
    const first = Settings.of({ level: undefined });
    first.tags.push('a');
    expect(encode(first).data).toEqual({ level: 0.5, tags: ['a'], label: null });
    expect(encode(new Settings()).data).toEqual({ level: 0.5, tags: [], label: null });
    expect(encode(Settings.of({ level: 0 })).data['level']).toBe(0);
  });

  it('inherits the fields of its base, and may declare one again', () => {
    class Base extends ModelMessage {
      @MessageField({ default: 1 }) one!: number;
      @MessageField({ default: 1 }) two!: number;
    }
    class Heir extends Base {
      @MessageField({ default: 2 }) override two!: number;
      @MessageField({ default: 3 }) three!: number;
    }
    expect(encode(new Heir()).data).toEqual({ one: 1, two: 2, three: 3 });
    expect(encode(new Base()).data).toEqual({ one: 1, two: 1 });
  });

  it('may be empty', () => {
    class Done extends ModelMessage {}
    expect(encode(new Done())).toEqual({ type: 'told', data: {} });
  });

  it('is sent only where the model declares it, so that the schema shows it', () => {
    class Stray extends ModelMessage {}
    expect(() => encodeMessage({ name: 'sunny', messages: new Map() }, new Stray())).toThrow(
      'Stray is not a message of sunny; list it in @ReactorModel({ messages }), or declare it as the reply of a command',
    );
    expect(() => encodeMessage({ name: 'sunny', messages: new Map() }, { value: 1 })).toThrow(
      'only a ModelMessage can be sent (got Object); make its class extend',
    );
  });
});
