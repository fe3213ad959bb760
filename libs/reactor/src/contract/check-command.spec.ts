import { describe, expect, it } from '@jest/globals';
import { Transform } from 'class-transformer';
import {
  ArrayUnique,
  IsEmail,
  registerDecorator,
  type ValidationArguments,
  ValidateIf,
  type ValidationOptions,
} from 'class-validator';
import {
  Client,
  Command,
  InputField,
  type InputFieldOptions,
  InputState,
  ReactorModel,
  ReactorPipeline,
  UploadedFile,
} from '../authoring/index.js';
import { ReactorError } from '../errors/index.js';
import { checkCommand } from './check-command.js';
import { type CommandAction, hydrateCommand } from './hydrate-command.js';
import type { ModelContract } from './model-contract.js';
import { readModelContract } from './read-model-contract.js';

abstract class Still extends ReactorPipeline<InputState> {
  *inference(): Generator<never, void, void> {}
}

/** The contract of a model with a command `take` that has one argument of these options, `f`. */
function contractOf(options: InputFieldOptions): ModelContract {
  @ReactorModel({ name: 'one_field' })
  class OneField extends Still {
    @Command() take(@InputField({ ...options, name: 'f' }) _f: unknown): void {}
  }

  return readModelContract(OneField);
}

/** What `take` makes of the value: what the model would get, or the refusal's message. */
function take(options: InputFieldOptions, value: unknown): unknown {
  const contract = contractOf(options);
  try {
    return checkCommand(contract, 'take', { f: value }).args['f'];
  } catch (error) {
    if (error instanceof ReactorError && error.code === 'invalid_command') return error.message;
    throw error;
  }
}

function refusalOf(check: () => unknown): ReactorError {
  try {
    check();
  } catch (error) {
    if (error instanceof ReactorError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

enum Colour {
  Red = 'red',
  Blue = 'blue',
}

enum Speed {
  Slow = 1,
  Fast = 4,
}

class Pose {
  @InputField({ type: 'number', min: -1, max: 1 }) x!: number;
  @InputField({ default: 0, min: -1, max: 1 }) headTurn!: number;
}

const POSE = (): typeof Pose => Pose;

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
    expect(checkCommand(contractOf(options), 'take', {}).args).toEqual({ f: value });
    expect(checkCommand(contractOf(options), 'take', undefined).args).toEqual({ f: value });
  });

  it('is refused where it has no default', () => {
    const contract = readModelContract(Camera);
    expect(() => checkCommand(contract, 'move', { y: 1 })).toThrow('move: x is missing');
  });

  it('gets a default of its own, which nobody else can change', () => {
    const contract = contractOf({ default: [1] });
    (checkCommand(contract, 'take', {}).args['f'] as number[]).push(2);
    expect(checkCommand(contract, 'take', {}).args['f']).toEqual([1]);
  });
});

class Move {
  @InputField({ type: 'integer', max: 10 }) x!: number;
  @InputField({ type: 'integer', max: 10, default: 0 }) y!: number;
  @InputField({ type: 'string', nullable: true, maxLength: 3 }) label!: string | null;
}

class Portrait {
  @InputField({ type: 'file', moderate: true }) image!: UploadedFile;
  @InputField({ type: 'file', nullable: true }) mask!: UploadedFile | null;
  @InputField({ default: 0.5, min: 0, max: 1 }) strength!: number;
}

@ReactorModel({ name: 'camera' })
class Camera extends Still {
  @Command() move(
    @InputField({ name: 'x', type: 'integer', max: 10 }) _x: number,
    _client: Client,
    @InputField({ name: 'y', default: 0, max: 10 }) _y: number,
  ): void {}
  @Command() moveTo(_move: Move, _client: Client): void {}
  @Command() portray(_portrait: Portrait): void {}
  @Command() stop(): void {}
}

describe('a refusal', () => {
  const contract = readModelContract(Camera);

  it.each([['move'], ['move_to']])('of %s lists every bad field with its bound', (name) => {
    const refusal = refusalOf(() => checkCommand(contract, name, { x: 'a', y: 11, z: 1 }));
    expect(refusal).toMatchObject({ code: 'invalid_command', field: 'z' });
    expect(refusal.fields).toEqual([
      { field: 'z', message: expect.stringContaining('z is unknown; ') },
      { field: 'x', message: 'x must be an integer (got "a")' },
      { field: 'y', message: 'y must be at most 10 (got 11)' },
    ]);
    for (const { message } of refusal.fields ?? []) expect(refusal.message).toContain(message);
  });

  it.each<[string, string, unknown, string]>([
    ['an unknown command', 'jump', {}, 'camera has no command "jump"; it has move, move_to, portray, stop'],
    ['a name without end', 'j'.repeat(500), {}, `camera has no command "${'j'.repeat(80)}"`],
    ['an argument of a command without', 'stop', { now: true }, 'stop: now is unknown; stop takes nothing'],
    ['an argument that all objects have', 'stop', { valueOf: 1 }, 'stop: valueOf is unknown; stop takes nothing'],
    ['a list for arguments', 'stop', [], 'the arguments of stop must be an object of named values'],
    ['a text for arguments', 'stop', 'now', 'the arguments of stop must be an object of named values'],
  ])('names %s', (_, name, args, message) => {
    const refusal = refusalOf(() => checkCommand(contract, name, args));
    expect(refusal.code).toBe('invalid_command');
    expect(refusal.message).toContain(message);
  });

  it('stays small however much is wrong', () => {
    const args = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`k${i}`, i]));
    const refusal = refusalOf(() => checkCommand(contract, 'stop', args));
    expect(refusal.fields).toHaveLength(20);
    expect(refusal.message).toMatch(/; and 4980 more$/);
    expect(refusal.message.length).toBeLessThan(2_000);
  });
});

describe('an uploaded file', () => {
  const contract = readModelContract(Camera);
  const reference = { upload_id: 'u1', name: 'a.png', mime_type: 'image/png', size: 3 };

  it.each<[string, Record<string, unknown>, Record<string, typeof reference>]>([
    ['comes beside the arguments', {}, { image: reference }],
    ['may be null where it need not be sent', { mask: null }, { image: reference }],
    ['may be one of two', { strength: 1 }, { image: reference, mask: reference }],
  ])('%s', (_, args, uploads) => {
    expect(checkCommand(contract, 'portray', args, uploads).uploads).toEqual(uploads);
  });

  it.each<[string, Record<string, unknown>, Record<string, typeof reference>, string]>([
    ['is missed', {}, {}, 'image is missing; upload the file, then name it in "uploads"'],
    [
      'is not taken among the arguments',
      { image: reference },
      {},
      'image is a file; upload it first, then name it in "uploads", not among the arguments',
    ],
    ['is not taken twice', { mask: reference }, { image: reference, mask: reference }, 'mask is a file'],
    ['may not be null where it must be sent', { image: null }, {}, 'image is a file'],
    ['is no number', {}, { image: reference, strength: reference }, 'strength is a number, not a file'],
    ['is not taken for what is no argument', {}, { image: reference, hat: reference }, 'hat is unknown; portray takes'],
  ])('%s', (_, args, uploads, message) => {
    expect(refusalOf(() => checkCommand(contract, 'portray', args, uploads)).message).toContain(message);
  });
});

describe('a hostile argument', () => {
  const contract = contractOf({ type: 'record', nullable: true });
  const nested = contractOf({ type: POSE, nullable: true });

  it.each([
    ['in the arguments', '{"__proto__":{"polluted":1}}'],
    ['in a record', '{"f":{"__proto__":{"polluted":1}}}'],
    ['deep in a record', '{"f":{"a":[{"__proto__":{"polluted":1}}]}}'],
    ['in a nested object', '{"f":{"x":0,"__proto__":{"polluted":1}}}'],
    ['as a constructor in the arguments', '{"constructor":{"prototype":{"polluted":1}}}'],
    ['as a constructor in a record', '{"f":{"constructor":"x"}}'],
    ['as a constructor in a nested object', '{"f":{"x":0,"constructor":{"prototype":{"polluted":1}}}}'],
  ])('is refused %s and changes nothing', (_, text) => {
    for (const model of [contract, nested]) {
      expect(refusalOf(() => checkCommand(model, 'take', JSON.parse(text))).code).toBe('invalid_command');
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('is refused where it is nested without end', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 10_000; i++) deep = [deep];
    expect(() => checkCommand(contract, 'take', { f: { deep } })).toThrow('f is nested deeper than 32');
  });

  it.each<[string, InputFieldOptions, unknown]>([
    ['a text that a pattern searches without end', { type: 'string', pattern: /^(a+)+$/ }, `${'a'.repeat(60)}!`],
    ['one in an array', { type: 'array', items: { type: 'string', pattern: /^(a+)+$/ } }, [`${'a'.repeat(60)}!`]],
  ])('is given up on: %s', (_, options, value) => {
    const started = performance.now();
    expect(take(options, value)).toBe(
      'take: its arguments could not be checked within 500 ms; send shorter or simpler values',
    );
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(take(options, Array.isArray(value) ? ['aaa'] : 'aaa')).toEqual(Array.isArray(value) ? ['aaa'] : 'aaa');
  });

  it('is not searched at all when it is too long', () => {
    const options: InputFieldOptions = { type: 'string', pattern: /^(a+)+$/, maxLength: 10 };
    expect(take(options, `${'a'.repeat(60)}!`)).toBe('take: f must have at most 10 characters (got 61)');
  });
});

/** A rule of an author's own, which looks at another field too. */
function IsAbove(other: string, options?: ValidationOptions): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'isAbove',
      target: target.constructor,
      propertyName: String(property),
      constraints: [other],
      options,
      validator: {
        validate: (value: number, args?: ValidationArguments) =>
          value > Number((args?.object as Record<string, unknown> | undefined)?.[other]),
        defaultMessage: () => `$property must be above ${other}`,
      },
    });
}

class Letter {
  @IsEmail() @InputField({ type: 'string', maxLength: 40 }) sentTo!: string;
  @ArrayUnique({ message: 'say each tag once' })
  @InputField({ default: ['a'], items: { type: 'string' } })
  tags!: string[];
  @InputField({ default: 0 }) low!: number;
  @IsAbove('low') @InputField({ default: 1, max: 5 }) high!: number;
}

class Envelope {
  @InputField({ type: () => Letter }) letter!: Letter;
  @InputField({ type: 'record', items: { type: () => Letter }, default: {} }) copies!: Record<string, Letter>;
}

class PostState extends InputState {
  @IsEmail() @InputField({ default: 'a@example.org' }) replyTo!: string;
  @ValidateIf((state: PostState) => state.replyTo.length > 0) @InputField({ default: 1 }) stamps!: number;
  @Transform(({ value }) => (value as string).trim()) @InputField({ default: 'x', minLength: 1 }) subject!: string;
}

@ReactorModel({ name: 'post', state: PostState })
class Post extends Still {
  @Command() post(_letter: Letter): void {}
  @Command() seal(_envelope: Envelope): void {}
  @Command() notify(@InputField({ name: 'sent_to', type: 'string', validate: [IsEmail()] }) _to: string): void {}
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
