import { describe, expect, it } from '@jest/globals';
import { compareSchemas } from './compare-schemas.js';
import { readModelSchema } from './read-model-schema.js';
import { type DocumentParts, modelDocument, SPEED } from './schema.fixture.js';
import { schemaHash } from './schema-hash.js';

type Row = readonly [name: string, before: DocumentParts, now: DocumentParts, changes: readonly string[]];

const schemaOf = (parts: DocumentParts) => readModelSchema(modelDocument(parts));

function written(before: DocumentParts, now: DocumentParts): string[] {
  return compareSchemas(schemaOf(before), schemaOf(now)).map(
    ({ kind, breaking, place, text }) => `${breaking ? 'breaks' : 'passes'}: ${kind} ${place}: ${text}`,
  );
}

const speed = (keys: object): DocumentParts => ({ args: { speed: { ...SPEED, ...keys } } });
const frames = (schema: Record<string, unknown>): DocumentParts => ({ report: { frames: schema } });
const track = (name: string, kind = 'video', direction = 'out') => ({ name, kind, direction });
const int = { type: 'integer' };
const text = { type: 'string' };

const ROWS: readonly Row[] = [
  ['another name of the model', {}, { name: 'rainy' }, ['breaks: model_renamed name: rainy now, sunny before']],

  ['a command that is gone', { commands: { clear: null } }, {}, ['breaks: command_removed commands.clear: removed']],
  ['a new command', {}, { commands: { clear: null } }, ['passes: command_added commands.clear: new']],
  [
    'a new reply',
    { commands: { ask: null } },
    { commands: { ask: 'Report' } },
    ['passes: reply_added commands.ask: answered by report now'],
  ],
  [
    'a reply that is gone',
    { commands: { ask: 'Report' } },
    { commands: { ask: null } },
    ['breaks: reply_removed commands.ask: not answered any more, by report before'],
  ],
  [
    'another reply',
    { commands: { ask: 'Report' }, messages: { other: 'Other' } },
    { commands: { ask: 'Other' }, messages: { other: 'Other' } },
    ['breaks: reply_changed commands.ask: answered by other now, report before'],
  ],

  [
    'a tightened maximum',
    {},
    speed({ maximum: 2 }),
    ['breaks: bound_tightened commands.set_speed.speed: at most 2 now, 4 before'],
  ],
  [
    'a tightened minimum',
    {},
    speed({ minimum: 1 }),
    ['breaks: bound_tightened commands.set_speed.speed: at least 1 now, 0 before'],
  ],
  [
    'a loosened maximum',
    {},
    speed({ maximum: 8 }),
    ['passes: bound_loosened commands.set_speed.speed: at most 8 now, 4 before'],
  ],
  [
    'a bound that is gone',
    {},
    speed({ minimum: undefined }),
    ['passes: bound_loosened commands.set_speed.speed: no bound now, at least 0 before'],
  ],
  [
    'a new bound',
    { args: { speed: { ...text, default: '' } } },
    { args: { speed: { ...text, default: '', maxLength: 8 } } },
    ['breaks: bound_tightened commands.set_speed.speed: a length of at most 8 now, no bound before'],
  ],

  [
    'another type',
    {},
    { args: { speed: { ...text, default: 1 } } },
    ['breaks: type_changed commands.set_speed.speed: a string now, a number before'],
  ],
  [
    'a wider type of an argument',
    { args: { speed: { ...int, default: 1 } } },
    { args: { speed: { type: 'number', default: 1 } } },
    ['passes: type_changed commands.set_speed.speed: a number now, an integer before'],
  ],
  [
    'a narrower type of an argument',
    { args: { speed: { type: 'number', default: 1 } } },
    { args: { speed: { ...int, default: 1 } } },
    ['breaks: type_changed commands.set_speed.speed: an integer now, a number before'],
  ],
  [
    'a wider type whose bounds are narrower',
    { args: { speed: { ...int, default: 1 } } },
    { args: { speed: { type: 'number', default: 1, maximum: 1 } } },
    ['breaks: type_changed commands.set_speed.speed: a number now, an integer before'],
  ],
  [
    'an argument that may be null',
    {},
    { args: { speed: { anyOf: [{ type: 'number' }, { type: 'null' }], default: 1, minimum: 0, maximum: 4 } } },
    ['passes: null_added commands.set_speed.speed: may be null now'],
  ],

  [
    'a new required argument',
    {},
    { args: { speed: SPEED, way: text }, required: ['way'] },
    ['breaks: field_added commands.set_speed.way: new, and required'],
  ],
  [
    'a new optional argument',
    {},
    { args: { speed: SPEED, way: { ...text, default: 'up' } } },
    ['passes: field_added commands.set_speed.way: new'],
  ],
  [
    'an argument that is gone',
    { args: { speed: SPEED, way: { ...text, default: 'up' } } },
    {},
    ['breaks: field_removed commands.set_speed.way: removed'],
  ],
  [
    'an argument that must be sent',
    {},
    { ...speed({ default: undefined }), required: ['speed'] },
    ['breaks: field_required commands.set_speed.speed: required now'],
  ],
  [
    'an argument that may be left out',
    { ...speed({ default: undefined }), required: ['speed'] },
    {},
    ['passes: field_optional commands.set_speed.speed: optional now'],
  ],
  [
    'another default',
    {},
    speed({ default: 2 }),
    ['passes: default_changed commands.set_speed.speed: the default is 2 now, 1 before'],
  ],
  [
    'a choice that is gone and one that is new',
    { args: { speed: { ...text, enum: ['a', 'b'] } } },
    { args: { speed: { ...text, enum: ['b', 'c'] } } },
    [
      'breaks: choice_removed commands.set_speed.speed: "a" removed',
      'passes: choice_added commands.set_speed.speed: "c" added',
    ],
  ],
  [
    'choices of a free text',
    { args: { speed: text } },
    { args: { speed: { ...text, enum: ['a'] } } },
    ['breaks: choice_removed commands.set_speed.speed: only "a" now, any before'],
  ],
  [
    'another pattern',
    { args: { speed: { ...text, pattern: '^a' } } },
    { args: { speed: { ...text, pattern: '^b' } } },
    ['breaks: pattern_changed commands.set_speed.speed: the pattern ^b now, the pattern ^a before'],
  ],
  [
    'a pattern that is gone',
    { args: { speed: { ...text, pattern: '^a' } } },
    { args: { speed: text } },
    ['passes: pattern_changed commands.set_speed.speed: no pattern now, the pattern ^a before'],
  ],
  [
    'a bound within a list of objects',
    { args: { speed: { type: 'array', items: { type: 'object', properties: { x: { ...int, maximum: 9 } } } } } },
    { args: { speed: { type: 'array', items: { type: 'object', properties: { x: { ...int, maximum: 8 } } } } } },
    ['breaks: bound_tightened commands.set_speed.speed[].x: at most 8 now, 9 before'],
  ],
  [
    'items of one type where any were taken',
    { args: { speed: { type: 'array', items: {} } } },
    { args: { speed: { type: 'array', items: text } } },
    ['breaks: type_changed commands.set_speed.speed[]: a string now, any value before'],
  ],

  ['a message that is gone', { messages: { other: 'Other' } }, {}, ['breaks: message_removed messages.other: removed']],
  ['a new message', {}, { messages: { other: 'Other' } }, ['passes: message_added messages.other: new']],
  [
    'a new field of a message',
    {},
    { report: { frames: int, size: int } },
    ['passes: field_added messages.report.size: new'],
  ],
  ['a field of a message that is gone', {}, { report: {} }, ['breaks: field_removed messages.report.frames: removed']],
  [
    'a field of a message that may be null',
    {},
    frames({ anyOf: [int, { type: 'null' }] }),
    ['breaks: null_added messages.report.frames: may be null now'],
  ],
  [
    'a field of a message that is never null any more',
    frames({ anyOf: [int, { type: 'null' }] }),
    {},
    ['passes: null_removed messages.report.frames: may not be null any more'],
  ],
  [
    'a wider type of a message',
    {},
    frames({ type: 'number' }),
    ['breaks: type_changed messages.report.frames: a number now, an integer before'],
  ],
  [
    'another choice of a message',
    frames({ ...text, enum: ['a'] }),
    frames({ ...text, enum: ['a', 'b'] }),
    ['breaks: choice_added messages.report.frames: "b" added'],
  ],

  ['a renamed track', {}, { tracks: [track('picture')] }, ['breaks: track_renamed tracks.main_video: picture now']],
  ['a track that is gone', {}, { tracks: [] }, ['breaks: track_removed tracks.main_video: removed']],
  [
    'a track of another kind',
    {},
    { tracks: [track('main_video', 'audio')] },
    ['breaks: track_changed tracks.main_video: audio out of the model now, video out of the model before'],
  ],
  [
    'a new track',
    {},
    { tracks: [track('main_video'), track('mic', 'audio', 'in')] },
    ['passes: track_added tracks.mic: new, audio into the model'],
  ],
];

describe('two schemas of a model', () => {
  it.each(ROWS)('differ by %s', (_, before, now, changes) => {
    expect(written(before, now)).toEqual(changes);
  });

  it.each([
    ['texts and examples', speed({ description: 'Speed.', examples: [2], 'x-reactor-ui': { order: 1 } })],
    ['the default of a field of a message', frames({ ...int, default: 0 })],
  ])('do not differ by %s', (_, now) => {
    expect(written({}, now)).toEqual([]);
    expect(schemaHash(schemaOf(now))).toBe(schemaHash(schemaOf({})));
  });

  it('do not differ by the order of names and choices', () => {
    const before = { args: { a: { ...text, enum: ['x', 'y'] }, b: text }, commands: { one: null, two: null } };
    const now = { args: { b: text, a: { ...text, enum: ['y', 'x'] } }, commands: { two: null, one: null } };
    expect(written(before, now)).toEqual([]);
    expect(schemaHash(schemaOf(now))).toBe(schemaHash(schemaOf(before)));
  });

  it.each(ROWS)('have other hashes with %s', (_, before, now) => {
    const [first, second] = [schemaHash(schemaOf(before)), schemaHash(schemaOf(now))];
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(second).not.toBe(first);
  });
});
