import { describe, expect, it } from '@jest/globals';
import { readModelSchema } from './read-model-schema.js';
import { modelDocument } from './schema.fixture.js';

const fileRef = { $ref: '#/components/schemas/ReactorUploadReference' };

describe('a model schema that is read', () => {
  it('has the names, the texts and the reply of each command', () => {
    const schema = readModelSchema(modelDocument({ commands: { ask: 'Report' } }));
    expect(schema).toEqual({
      name: 'sunny',
      version: 'v1.4.0',
      description: 'Paints a day.',
      tracks: [{ name: 'main_video', kind: 'video', direction: 'out' }],
      commands: [
        {
          name: 'set_speed',
          fields: [
            {
              name: 'speed',
              kind: 'number',
              nullable: false,
              required: false,
              default: 1,
              description: 'How fast.',
              min: 0,
              max: 4,
            },
          ],
        },
        { name: 'ask', fields: [], reply: 'report' },
      ],
      messages: [
        {
          name: 'report',
          schemaName: 'Report',
          description: 'Sends report.',
          fields: [{ name: 'frames', kind: 'integer', nullable: false, required: false }],
        },
      ],
    });
  });

  it.each([
    ['a text', { type: 'string', minLength: 1, maxLength: 9 }, { kind: 'string', minLength: 1, maxLength: 9 }],
    ['a pattern', { type: 'string', pattern: '^a' }, { kind: 'string', pattern: '^a' }],
    ['a pattern with flags', { type: 'string', 'x-reactor-pattern': '/^a/i' }, { kind: 'string', pattern: '/^a/i' }],
    ['choices', { type: 'string', enum: ['a', 'b'] }, { kind: 'string', choices: ['a', 'b'] }],
    ['choices of two types', { enum: ['a', 1] }, { kind: 'any', choices: ['a', 1] }],
    ['null beside a type', { anyOf: [{ type: 'boolean' }, { type: 'null' }] }, { kind: 'boolean', nullable: true }],
    ['null among choices', { type: 'string', enum: ['a', null] }, { kind: 'string', choices: ['a'], nullable: true }],
    ['a file', fileRef, { kind: 'file' }],
    ['a list of anything', { type: 'array', items: {} }, { kind: 'array' }],
    ['a list', { type: 'array', items: { type: 'integer' } }, { kind: 'array', items: { kind: 'integer' } }],
    ['a record of anything', { type: 'object', additionalProperties: true }, { kind: 'record' }],
    [
      'a record',
      { type: 'object', additionalProperties: { type: 'number' } },
      { kind: 'record', items: { kind: 'number' } },
    ],
    [
      'an object',
      { type: 'object', properties: { x: { type: 'number' } }, required: ['x'] },
      { kind: 'object', fields: [{ name: 'x', kind: 'number', required: true }] },
    ],
    ['what it does not know', { oneOf: [{ type: 'string' }, { type: 'number' }] }, { kind: 'any', nullable: false }],
  ])('knows %s', (_, value, expected) => {
    const { commands } = readModelSchema(modelDocument({ args: { speed: value } }));
    expect(commands[0]?.fields[0]).toMatchObject(expected);
  });

  it('reads a component within itself as any value', () => {
    const node = { type: 'object', properties: { next: { $ref: '#/components/schemas/Node' } } };
    const { messages } = readModelSchema(
      modelDocument({ report: { first: { $ref: '#/components/schemas/Node' } }, schemas: { Node: node } }),
    );
    expect(messages[0]?.fields[0]).toMatchObject({ kind: 'object', fields: [{ name: 'next', kind: 'any' }] });
  });

  it('refuses components that double at each level', () => {
    const schemas = Object.fromEntries(
      Array.from({ length: 40 }, (__, i) => {
        const next = { $ref: `#/components/schemas/C${i + 1}` };
        return [`C${i}`, { type: 'object', properties: i === 39 ? {} : { a: next, b: next } }];
      }),
    );
    const document = modelDocument({ report: { first: { $ref: '#/components/schemas/C0' } }, schemas });
    expect(() => readModelSchema(document)).toThrow('the document has more than 20000 values');
  });

  it.each([
    ['no object', [], 'no info or no x-reactor'],
    ['of a model that loads', {}, 'the model is not loaded yet'],
    ['another OpenAPI document', { openapi: '3.1.0', info: { title: 'shop' }, paths: {} }, 'no info or no x-reactor'],
    ['without a name', { ...modelDocument(), info: { title: '' } }, 'info.title must be a text'],
    ['with strange tracks', modelDocument({ tracks: [{ name: 'a', kind: 'smell' }] }), 'x-reactor.tracks[0] must have'],
    ['with paths as a list', { ...modelDocument(), paths: [] }, 'paths must be an object'],
    [
      'answered by no message',
      modelDocument({ commands: { ask: 'Nothing' } }),
      'paths./events/ask is answered by Nothing, which is no message of the model',
    ],
    [
      'with a reference to nothing',
      modelDocument({ report: { a: { $ref: '#/components/schemas/Lost' } } }),
      'webhooks.report.a refers to "#/components/schemas/Lost", which is not in the document',
    ],
  ])('refuses a document that is %s', (_, document, message) => {
    expect(() => readModelSchema(document)).toThrow(
      expect.objectContaining({ code: 'bad_schema', message: expect.stringContaining(message) }),
    );
  });
});
