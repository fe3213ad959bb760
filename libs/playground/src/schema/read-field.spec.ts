import { describe, expect, it } from '@jest/globals';
import type { FieldModel } from './control-model.js';
import { type Json, readField } from './read-field.js';

const DOCUMENT: Json = {
  components: { schemas: { ReactorUploadReference: { type: 'object', format: 'reactor-upload-reference' } } },
};
const UPLOAD = { $ref: '#/components/schemas/ReactorUploadReference' };

function widget(field: Json): FieldModel['widget'] {
  return readField('x', field, false, DOCUMENT).widget;
}

describe('the widget of a field', () => {
  it.each<[string, Json, FieldModel['widget']]>([
    ['short text', { type: 'string', maxLength: 120 }, { kind: 'text', lines: 'one', maxLength: 120 }],
    ['long text', { type: 'string', maxLength: 121 }, { kind: 'text', lines: 'many', maxLength: 121 }],
    ['text without a limit', { type: 'string' }, { kind: 'text', lines: 'one' }],
    [
      'text with examples, those that are texts',
      { type: 'string', examples: ['a fox', 5, 'a hen'] },
      { kind: 'text', lines: 'one', examples: ['a fox', 'a hen'] },
    ],
    [
      'text that must match',
      { type: 'string', pattern: '^a', minLength: 2 },
      { kind: 'text', lines: 'one', pattern: '^a', minLength: 2 },
    ],
    [
      'text with hints',
      { type: 'string', 'x-reactor-ui': { component: 'textarea', placeholder: 'a fox' } },
      { kind: 'text', lines: 'many', placeholder: 'a fox' },
    ],
    [
      'long text in one line',
      { type: 'string', maxLength: 400, 'x-reactor-ui': { component: 'text' } },
      { kind: 'text', lines: 'one', maxLength: 400 },
    ],
    ['a colour', { type: 'string', 'x-reactor-ui': { component: 'color' } }, { kind: 'color' }],
    ['a bounded number', { type: 'number', minimum: 0, maximum: 2 }, { kind: 'slider', min: 0, max: 2, step: 0.02 }],
    ['a bounded integer', { type: 'integer', minimum: 1, maximum: 120 }, { kind: 'slider', min: 1, max: 120, step: 1 }],
    [
      'a number with a step',
      { type: 'number', minimum: 0, maximum: 1, 'x-reactor-ui': { step: 0.25 } },
      { kind: 'slider', min: 0, max: 1, step: 0.25 },
    ],
    [
      'a step that is none',
      { type: 'number', minimum: 0, maximum: 1, 'x-reactor-ui': { step: 0 } },
      { kind: 'slider', min: 0, max: 1, step: 0.01 },
    ],
    ['a number with one bound', { type: 'number', minimum: 0 }, { kind: 'number', integer: false, min: 0 }],
    ['a number without bounds', { type: 'integer' }, { kind: 'number', integer: true, step: 1 }],
    [
      'bounds that leave one value',
      { type: 'number', minimum: 1, maximum: 1 },
      { kind: 'number', integer: false, min: 1, max: 1 },
    ],
    [
      'an integer out of a slider’s reach',
      { type: 'integer', minimum: 0, maximum: 2_147_483_647 },
      { kind: 'number', integer: true, min: 0, max: 2_147_483_647, step: 1 },
    ],
    [
      'the same as a slider by hint',
      { type: 'integer', minimum: 0, maximum: 5_000, 'x-reactor-ui': { component: 'slider' } },
      { kind: 'slider', min: 0, max: 5_000, step: 1 },
    ],
    [
      'a bounded number as a box by hint',
      { type: 'number', minimum: 0, maximum: 1, 'x-reactor-ui': { component: 'number' } },
      { kind: 'number', integer: false, min: 0, max: 1 },
    ],
    ['yes or no', { type: 'boolean' }, { kind: 'toggle' }],
    [
      'few choices',
      { type: 'string', enum: ['a', 'b'] },
      {
        kind: 'choice',
        look: 'segments',
        options: [
          { value: 'a', label: 'a' },
          { value: 'b', label: 'b' },
        ],
      },
    ],
    [
      'numbers to choose from',
      { enum: [1, 2], 'x-reactor-ui': { component: 'select' } },
      {
        kind: 'choice',
        look: 'list',
        options: [
          { value: 1, label: '1' },
          { value: 2, label: '2' },
        ],
      },
    ],
    ['a file', { ...UPLOAD, 'x-reactor-moderate': true }, { kind: 'file' }],
    ['a file or nothing', { anyOf: [UPLOAD, { type: 'null' }] }, { kind: 'file' }],
    [
      'a number or nothing',
      { anyOf: [{ type: 'number' }, { type: 'null' }], minimum: 0, maximum: 1 },
      { kind: 'slider', min: 0, max: 1, step: 0.01 },
    ],
    ['one type or another', { anyOf: [{ type: 'number' }, { type: 'string' }] }, { kind: 'json' }],
    ['a list', { type: 'array', items: {} }, { kind: 'json' }],
    ['a record', { type: 'object', additionalProperties: true }, { kind: 'json' }],
    ['a type that is not told', {}, { kind: 'json' }],
    ['a reference to nowhere', { $ref: '#/components/schemas/Gone' }, { kind: 'json' }],
    [
      'a hint for another kind of field',
      { type: 'boolean', 'x-reactor-ui': { component: 'slider' } },
      { kind: 'toggle' },
    ],
  ])('for %s', (_, field, expected) => {
    expect(widget(field)).toEqual(expected);
  });

  it.each<[string, string[], 'segments' | 'list']>([
    ['five short ones', ['360p', '480p', '720p', '1080p', '2160p'], 'segments'],
    ['six', ['a', 'b', 'c', 'd', 'e', 'f'], 'list'],
    ['long ones', ['photographic and calm', 'watercolour on paper'], 'list'],
  ])('for choices: %s', (_, values, look) => {
    expect(widget({ enum: values })).toMatchObject({ look });
  });
});

describe('a field', () => {
  it('has a readable label, its description, default, and whether it may be null', () => {
    const field = { anyOf: [{ type: 'string' }, { type: 'null' }], default: null, description: 'What to avoid.' };
    expect(readField('negative_prompt', field, true, DOCUMENT)).toEqual({
      name: 'negative_prompt',
      label: 'Negative prompt',
      description: 'What to avoid.',
      widget: { kind: 'text', lines: 'one' },
      required: true,
      nullable: true,
      fallback: null,
    });
  });
});
