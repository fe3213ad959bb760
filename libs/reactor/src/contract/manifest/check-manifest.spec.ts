import { describe, expect, it } from '@jest/globals';
import { Camera, Post } from '../contract.fixture.js';
import { manifestOf } from '../binding/manifest-of.js';
import { readModelContract } from '../binding/read-model-contract.js';
import { checkCommand } from './check-command.js';
import { checkManifest } from './check-manifest.js';
import type { ModelManifest } from './model-manifest.js';
import type { ValueSchema } from './value-schema.js';

/** As small as a manifest can be. */
const SMALL = { name: 'sunny', tracks: [], inputs: [], commands: [], messages: [], hooks: {} };

/** A manifest as a worker in another language writes it by hand: one command `take` with this one argument. */
function taking(schema: unknown, required: readonly string[] = []): unknown {
  const parameters = { type: 'object', properties: { f: schema }, required };
  return { ...SMALL, commands: [{ name: 'take', parameters, dedupe: false }] };
}

describe('the manifest of a worker', () => {
  it.each([
    ['is that of a class', Camera.name, manifestOf(readModelContract(Camera))],
    ['is that of a class with many rules', Post.name, manifestOf(readModelContract(Post))],
    ['may be small', 'Sunny', SMALL],
    [
      'may have keys of a later version',
      'Sunny',
      { ...SMALL, licence: 'MIT', tracks: [{ name: 'main_video', kind: 'video', direction: 'out', layers: 3 }] },
    ],
  ])('%s', (_, _className, manifest) => {
    expect(checkManifest(JSON.parse(JSON.stringify(manifest)), manifest.name)).toEqual(manifest);
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'manifest: it is no object'],
    ['a list', [], 'manifest: it is no object'],
    ['another model', { ...SMALL, name: 'rainy' }, 'name: it must be sunny, the model that was to be loaded'],
    ['what is no JSON', { ...SMALL, fps: Number.NaN }, 'manifest: fps is NaN'],
    ['a hole', { ...SMALL, description: undefined }, 'manifest: description is undefined'],
    ['a map', { ...SMALL, hooks: new Map() }, 'manifest: hooks is no plain object'],
    ['a prototype', JSON.parse('{"hooks":{"__proto__":{}}}'), 'manifest: hooks has the key __proto__'],
    ['a version that is no release', { ...SMALL, version: 'latest' }, "version: 'latest' is not a release tag"],
    ['no list of tracks', { ...SMALL, tracks: {} }, 'tracks: it must be a list, which may be empty'],
    ['a rate beyond all bounds', { ...SMALL, fps: 1_000 }, 'manifest: fps must be from 0.1 to 240 (got 1000)'],
    [
      'a track without a direction',
      { ...SMALL, tracks: [{ name: 'main_video', kind: 'video' }] },
      'tracks[0].direction: it must be one of in, out',
    ],
    [
      'two tracks of one name',
      { ...SMALL, tracks: ['in', 'out'].map((direction) => ({ name: 'a', kind: 'video', direction })) },
      "tracks[1]: another one is called 'a'; rename one of them",
    ],
    [
      'a name that no wire takes',
      { ...SMALL, tracks: [{ name: 'Main', kind: 'video', direction: 'in' }] },
      'tracks[0]: its name must have small letters, digits and _, beginning with a letter',
    ],
    [
      'a reserved command',
      { ...SMALL, commands: [{ name: 'ping', dedupe: false, parameters: { type: 'object', properties: {} } }] },
      "commands[0]: 'ping' is reserved; rename it",
    ],
    [
      'a command without parameters',
      { ...SMALL, commands: [{ name: 'stop', dedupe: false }] },
      "commands[0].parameters: it must be a schema of type 'object' with properties, which may be empty",
    ],
    [
      'a reply that is no message',
      {
        ...SMALL,
        commands: [{ name: 'a', dedupe: false, reply: 'b', parameters: { type: 'object', properties: {} } }],
      },
      'commands[0].reply: it must be the name of a message',
    ],
    [
      'an input of no command',
      { ...SMALL, inputs: [{ name: 'a', kept: 'state', secret: false, file: false, command: 'set_a' }] },
      'inputs[0].command: it must be the name of a command',
    ],
    [
      'a message with the name of the upload reference',
      { ...SMALL, messages: [{ name: 'a', schemaName: 'ReactorUploadReference', schema: {} }] },
      "messages[0].schemaName: 'ReactorUploadReference' is taken",
    ],
    ['a hook that does not exist', { ...SMALL, hooks: { paused: 'pause' } }, 'hooks.paused: it must be one of session'],
    ['a type that does not exist', taking({ type: 'text' }), 'commands[0].parameters.f: type must be one of string,'],
    ['a bound that is no number', taking({ minimum: '1' }), 'commands[0].parameters.f: minimum must be a number'],
    ['a bound of an item', taking({ type: 'array', items: { maxLength: -1 } }), 'f, items: maxLength must be a whole'],
    [
      'a union',
      taking({ anyOf: [{ type: 'string' }, { type: 'number' }] }),
      "anyOf must be [schema, { type: 'null' }]",
    ],
    ['a reference', taking({ $ref: '#/components/schemas/Pose' }), '$ref must be #/components/schemas/Reactor'],
    [
      'a file inside of another value',
      taking({ type: 'array', items: { $ref: '#/components/schemas/ReactorUploadReference' } }),
      'a file is an argument of its own',
    ],
    ['an argument that is no property', taking({}, ['g']), 'required names g, which is no property'],
    [
      'a default that breaks its schema',
      taking({ type: 'integer', default: 5, maximum: 3 }),
      'a default is refused by its own schema: f must be at most 3 (got 5)',
    ],
  ])('is refused with %s', (_, manifest, message) => {
    expect(() => checkManifest(manifest, 'sunny')).toThrow(
      expect.objectContaining({
        code: 'bad_declaration',
        message: expect.stringContaining(message),
      }) as unknown as Error,
    );
  });

  it('is refused where it is nested without end, and stays small in the error', () => {
    let schema: unknown = {};
    for (let i = 0; i < 10_000; i++) schema = { items: schema };
    expect(() => checkManifest(taking(schema), 'sunny')).toThrow('is nested deeper than 64');
  });
});

describe('a schema that was written by hand', () => {
  const POSE: ValueSchema = {
    type: 'object',
    properties: {
      x: { type: 'number', minimum: -1 },
      turn: { type: 'integer', default: 7 },
      label: { anyOf: [{ type: 'string' }, { type: 'null' }], maxLength: 3 },
      note: { type: 'string' },
    },
    required: ['x'],
  };

  function take(schema: unknown, args: Record<string, unknown>, required?: readonly string[]): unknown {
    const manifest: ModelManifest = checkManifest(taking(schema, required), 'sunny');
    try {
      return checkCommand(manifest, 'take', args).args;
    } catch (error) {
      return (error as Error).message;
    }
  }

  it.each<[string, unknown, Record<string, unknown>, unknown]>([
    ['takes anything where it says nothing', {}, { f: [{ a: null }] }, { f: [{ a: null }] }],
    ['leaves out what has no default', { type: 'string' }, {}, {}],
    ['makes null of what may be null', { anyOf: [{ type: 'string' }, { type: 'null' }] }, {}, { f: null }],
    ['takes null where it is a choice', { enum: ['a', null] }, { f: null }, { f: null }],
    ['takes no null where it is not', { enum: ['a', 1] }, { f: null }, 'take: f must be one of a, 1 (got null)'],
    ['takes an integral double', { type: 'integer' }, { f: 2.0 }, { f: 2 }],
    ['counts code points', { type: 'string', maxLength: 2 }, { f: '🌊🌊' }, { f: '🌊🌊' }],
    ['counts items', { type: 'array', maxLength: 1 }, { f: [1, 2] }, 'take: f must have at most 1 item (got 2)'],
    ['counts keys', { type: 'object', minLength: 1 }, { f: {} }, 'take: f must have at least 1 key (got 0)'],
    ['fills a nested object', POSE, { f: { x: 0 } }, { f: { x: 0, turn: 7, label: null } }],
    ['fills a default from within', { ...POSE, default: { x: 1 } }, {}, { f: { x: 1, turn: 7, label: null } }],
    [
      'names every problem of a nested object',
      POSE,
      { f: { x: -2, turn: 'a', label: 'long', more: 1 } },
      'take: f.more is unknown; f takes x, turn, label, note; f.x must be at least -1 (got -2); f.turn must be an integer (got "a"); f.label must have at most 3 characters (got 4)',
    ],
    [
      'looks at the values of a record',
      { type: 'object', additionalProperties: POSE },
      { f: { left: {} } },
      'take: f.left.x is missing',
    ],
    [
      'never quotes a secret, nor anything in it',
      { ...POSE, writeOnly: true },
      { f: { x: 'key 1', turn: 1.5 } },
      'take: f.x must be a number; f.turn must be an integer',
    ],
    [
      'runs no pattern',
      { type: 'string', pattern: '^(a+)+$' },
      { f: `${'a'.repeat(60)}!` },
      { f: `${'a'.repeat(60)}!` },
    ],
  ])('%s', (_, schema, args, result) => {
    expect(take(schema, args)).toEqual(result);
  });

  it('refuses a missing argument that it requires', () => {
    expect(take({ type: 'string' }, {}, ['f'])).toBe('take: f is missing');
  });
});
