import { describe, expect, it } from '@jest/globals';
import { readControls } from '../schema/read-controls.js';
import { playWords } from './play-words.js';
import { readPlay } from './read-play.js';

function document(ui: object, properties: object): Record<string, unknown> {
  const requestBody = { content: { 'application/json': { schema: { properties } } } };
  return { paths: { '/events/go': { post: { operationId: 'go', 'x-reactor-ui': ui, requestBody } } } };
}

const STICK = { type: 'number', minimum: -1, maximum: 1 };

describe('what can be played, from the schema', () => {
  it('binds keys by their names, and by what the author says', () => {
    const keys = { type: 'string', enum: ['w', 'left', '3', 'space', 'jump', 'fly'] };
    const schema = document(
      { component: 'keys', keys: { jump: ['KeyJ', 'Enter'] } },
      { key: keys, pressed: { type: 'boolean' } },
    );
    expect(readPlay(schema)).toEqual({
      keys: {
        command: 'go',
        keyField: 'key',
        pressedField: 'pressed',
        keys: [
          { value: 'w', codes: ['KeyW'], label: 'W' },
          { value: 'left', codes: ['ArrowLeft'], label: '←' },
          { value: '3', codes: ['Digit3'], label: '3' },
          { value: 'space', codes: ['Space'], label: 'Space' },
          { value: 'jump', codes: ['KeyJ', 'Enter'], label: 'J' },
        ],
      },
    });
    expect(playWords(readPlay(schema))).toBe('W 3 Space J, ←');
  });

  it('reads which of a pointer’s figures are taken, and their bounds', () => {
    const schema = document(
      { component: 'pointer' },
      {
        dx: { type: 'number', minimum: -9, maximum: 9 },
        x: { type: 'integer', minimum: 0, maximum: 639 },
        y: { type: 'number' },
      },
    );
    expect(readPlay(schema)).toEqual({
      pointer: {
        command: 'go',
        dx: { min: -9, max: 9, integer: false },
        x: { min: 0, max: 639, integer: true },
        y: { min: 0, max: 1, integer: false },
        pressed: false,
        buttons: false,
      },
    });
  });

  it('reads the sticks and buttons of a gamepad', () => {
    const schema = document(
      { component: 'gamepad', axes: { forward: '-left_y', turn: 'right_x', nothing: 'left_x' }, buttons: { fire: 7 } },
      { forward: STICK, turn: STICK, fire: { type: 'boolean' } },
    );
    expect(readPlay(schema)).toEqual({
      gamepad: {
        command: 'go',
        axes: [
          { field: 'forward', index: 1, sign: -1, range: { min: -1, max: 1, integer: false } },
          { field: 'turn', index: 2, sign: 1, range: { min: -1, max: 1, integer: false } },
        ],
        buttons: [{ field: 'fire', index: 7 }],
      },
    });
  });

  it.each([
    ['another hint', { component: 'voice' }, { x: STICK }],
    ['none', undefined, { x: STICK }],
  ])('is nothing with %s, and a form is drawn', (_, ui, properties) => {
    const schema = document(ui as object, properties);
    expect(readPlay(schema)).toEqual({});
    expect(readControls(schema)).toHaveLength(1);
  });

  it('takes the place of the form', () => {
    expect(readControls(document({ component: 'pointer' }, { dx: STICK }))).toEqual([]);
  });
});
