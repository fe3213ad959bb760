import { describe, expect, it } from '@jest/globals';
import type { CommandModel } from './control-model.js';
import type { Json } from './read-field.js';
import { readControls, readTitle } from './read-controls.js';

function command(name: string, properties: Record<string, Json>, summary = `Trigger ${name}`): [string, Json] {
  const schema = { type: 'object', properties, required: Object.keys(properties).slice(0, 1) };
  const requestBody = { content: { 'application/json': { schema } } };
  return [`/events/${name}`, { post: { operationId: name, summary, requestBody } }];
}

function commands(...paths: [string, Json][]): readonly (readonly [string | undefined, readonly string[]])[] {
  const groups = readControls({ paths: Object.fromEntries(paths) });
  return groups.map((group) => [group.name, group.commands.map((entry) => entry.name)] as const);
}

function one(path: [string, Json]): CommandModel {
  return readControls({ paths: Object.fromEntries([path]) })[0]!.commands[0]!;
}

const ui = (hints: Json): Json => ({ type: 'number', 'x-reactor-ui': hints });

describe('the controls of a schema', () => {
  it.each<[string, [string, Json], Partial<CommandModel>]>([
    ['a setter changes as it is moved', command('set_zoom', { zoom: {} }), { mode: 'live', label: 'Zoom' }],
    ['a setter of something else is sent', command('set_zoom', { level: {} }), { mode: 'form', label: 'Set zoom' }],
    ['several fields are a form', command('set_zoom', { zoom: {}, ease: {} }), { mode: 'form' }],
    ['no fields are a button', command('next_scene', {}), { mode: 'action', label: 'Next scene' }],
    ['a name that says nothing is no description', command('jump', {}), { description: undefined }],
    ['a summary is', command('jump', {}, 'Leap over it.'), { description: 'Leap over it.' }],
  ])('%s', (_, path, expected) => {
    expect(one(path)).toMatchObject(expected);
  });

  it('mark the fields that are needed', () => {
    expect(one(command('say', { text: {}, loud: {} })).fields.map((field) => field.required)).toEqual([true, false]);
  });

  it('keep the document’s order where no other is asked for', () => {
    expect(commands(command('set_b', { b: {} }), command('set_a', { a: {} }))).toEqual([
      [undefined, ['set_b', 'set_a']],
    ]);
  });

  it('put those first that ask for a place, by its number', () => {
    const late = command('set_a', { a: ui({ order: 2 }) });
    const first = command('set_b', { b: ui({ order: -1 }) });
    expect(commands(command('set_c', { c: {} }), late, first)).toEqual([[undefined, ['set_b', 'set_a', 'set_c']]]);
  });

  it('stand in groups, those without one before all', () => {
    const groups = commands(
      command('set_speed', { speed: ui({ group: 'Motion', order: 1 }) }),
      command('set_hue', { hue: ui({ group: 'Colour', order: 3 }) }),
      command('set_prompt', { prompt: {} }),
      command('set_zoom', { zoom: ui({ group: 'Motion', order: 2 }) }),
    );
    expect(groups).toEqual([
      [undefined, ['set_prompt']],
      ['Motion', ['set_speed', 'set_zoom']],
      ['Colour', ['set_hue']],
    ]);
  });

  it('put settings before forms, and forms before buttons', () => {
    const paths = [command('go', {}), command('say', { text: {} }), command('set_a', { a: {} })];
    expect(commands(...paths)).toEqual([[undefined, ['set_a', 'say', 'go']]]);
  });

  it('order the fields of a form by their hints too', () => {
    expect(one(command('move', { x: {}, y: ui({ order: 1 }) })).fields.map((field) => field.name)).toEqual(['y', 'x']);
  });

  it.each<[string, Json]>([
    ['an empty document', {}],
    ['paths that are none', { paths: 'none' }],
    ['an operation without a name', { paths: { '/events/x': { post: {} }, '/y': null } }],
  ])('are none for %s', (_, document) => {
    expect(readControls(document)).toEqual([]);
  });

  it('come with the model’s name and description', () => {
    expect(readTitle({ info: { title: 'echo', description: 'Gives back.' } })).toEqual({
      name: 'echo',
      description: 'Gives back.',
    });
    expect(readTitle({})).toEqual({ name: 'model', description: undefined });
  });
});
