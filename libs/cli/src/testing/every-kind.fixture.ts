import { modelDocument } from '../../../protocol/src/schema/schema.fixture.js';

const text = { type: 'string' };
const file = { $ref: '#/components/schemas/ReactorUploadReference' };
const orNull = (schema: object): Record<string, unknown> => ({ anyOf: [schema, { type: 'null' }] });
const pose = {
  type: 'object',
  properties: { x: { type: 'number' }, turn: { type: 'number', default: 0 } },
  required: ['x'],
};

/** A model with a command `set_speed` that takes one argument of each kind, and a message that has one. */
export const EVERY_KIND = modelDocument({
  name: 'every_kind',
  args: {
    words: { ...text, description: 'What it says */ and more.', minLength: 1, maxLength: 40, pattern: '^a' },
    count: { type: 'integer', default: 3, minimum: 0 },
    size: { type: 'number', maximum: 2 },
    fast: { type: 'boolean', default: false },
    mode: { ...text, enum: ['soft', "author's", '"hard"'] },
    level: { type: 'integer', enum: [1, 2, -3] },
    mixed: { enum: ['auto', 0, true] },
    hint: orNull(text),
    tags: { type: 'array', items: text, maxLength: 3 },
    grid: { type: 'array', items: { type: 'array', items: orNull({ type: 'number' }) } },
    loose: { type: 'array', items: {} },
    weights: { type: 'object', additionalProperties: { type: 'number' } },
    notes: { type: 'object', additionalProperties: true },
    pose,
    path: { type: 'array', items: pose },
    image: file,
    mask: orNull(file),
    'odd-name': { ...text, default: '' },
  },
  required: ['words', 'size', 'mode', 'pose', 'image'],
  commands: { clear: null, ask: 'Report' },
  report: {
    frames: { type: 'integer', default: 0 },
    mode: { ...text, enum: ['soft', 'hard'] },
    note: orNull(text),
    pose,
  },
  tracks: [
    { name: 'main_video', kind: 'video', direction: 'out' },
    { name: 'webcam', kind: 'video', direction: 'in' },
    { name: 'mic', kind: 'audio', direction: 'in' },
  ],
});

/** Calls of `set_speed` that are right, and one wrong for each kind of argument, as the body of a TypeScript function. */
export const EVERY_CALL = `
  const good = { words: 'a', size: 1, mode: 'soft', pose: { x: 1 }, image } as const;
  void commands.set_speed(good);
  void commands.set_speed({
    ...good, count: 2, fast: true, mode: "author's", level: -3, mixed: 0, hint: null, tags: ['a'], grid: [[1, null]],
    loose: [1, 'a', null], weights: { left: 1 }, notes: { any: [1] }, pose: { x: 1, turn: 2 }, path: [{ x: 1 }], mask: null,
    'odd-name': 'b',
  });
  void commands.set_speed({ ...good, mode: '"hard"', mixed: true, mask: image });
  void commands.clear();
  // @ts-expect-error a required argument is missing
  void commands.set_speed({ size: 1, mode: 'soft', pose: { x: 1 }, image });
  // @ts-expect-error there are required arguments
  void commands.set_speed();
  // @ts-expect-error unknown argument
  void commands.set_speed({ ...good, colour: 'red' });
  // @ts-expect-error text
  void commands.set_speed({ ...good, words: 3 });
  // @ts-expect-error integer
  void commands.set_speed({ ...good, count: '3' });
  // @ts-expect-error number
  void commands.set_speed({ ...good, size: true });
  // @ts-expect-error boolean
  void commands.set_speed({ ...good, fast: 1 });
  // @ts-expect-error choice of texts
  void commands.set_speed({ ...good, mode: 'loud' });
  // @ts-expect-error choice of numbers
  void commands.set_speed({ ...good, level: 4 });
  // @ts-expect-error choice of several types
  void commands.set_speed({ ...good, mixed: 'manual' });
  // @ts-expect-error null or a text
  void commands.set_speed({ ...good, hint: 3 });
  // @ts-expect-error null is not for all
  void commands.set_speed({ ...good, words: null });
  // @ts-expect-error list
  void commands.set_speed({ ...good, tags: [1] });
  // @ts-expect-error list of lists
  void commands.set_speed({ ...good, grid: [[null, 'a']] });
  // @ts-expect-error list of anything
  void commands.set_speed({ ...good, loose: {} });
  // @ts-expect-error record
  void commands.set_speed({ ...good, weights: { left: 'a' } });
  // @ts-expect-error record of anything
  void commands.set_speed({ ...good, notes: 3 });
  // @ts-expect-error object without a required field
  void commands.set_speed({ ...good, pose: { turn: 1 } });
  // @ts-expect-error list of objects
  void commands.set_speed({ ...good, path: [{ x: 'a' }] });
  // @ts-expect-error file
  void commands.set_speed({ ...good, image: 'photo.png' });
  // @ts-expect-error file or null
  void commands.set_speed({ ...good, mask: 1 });
  // @ts-expect-error quoted name
  void commands.set_speed({ ...good, 'odd-name': 1 });
  // @ts-expect-error it takes nothing
  void commands.clear({ all: true });
  // @ts-expect-error no such command
  void commands.paint;
`;
