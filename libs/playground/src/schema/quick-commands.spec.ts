import { describe, expect, it } from '@jest/globals';
import type { CommandModel, Widget } from './control-model.js';
import { quickCommands } from './quick-commands.js';

const WIDGETS: Readonly<Record<string, Widget>> = {
  choice: { kind: 'choice', look: 'list', options: [] },
  toggle: { kind: 'toggle' },
  slider: { kind: 'slider', min: 0, max: 1, step: 0.1 },
  text: { kind: 'text', lines: 'many' },
};

function command(name: string, widget: string, mode: CommandModel['mode'] = 'live'): CommandModel {
  const field = { name, label: name, description: undefined, required: false, nullable: false, fallback: undefined };
  return { name, label: name, description: undefined, mode, fields: [{ ...field, widget: WIDGETS[widget]! }] };
}

describe('quickCommands', () => {
  it.each<[string, CommandModel[], string[]]>([
    ['choices before switches', [command('paused', 'toggle'), command('size', 'choice')], ['size', 'paused']],
    ['neither text nor sliders', [command('prompt', 'text'), command('speed', 'slider')], []],
    ['no forms', [command('say', 'choice', 'form')], []],
    ['no switches alone', [command('map', 'toggle')], []],
    ['the author’s order', ['b', 'a', 'c'].map((name) => command(name, 'choice')), ['b', 'a', 'c']],
    ['four at most', ['a', 'b', 'c', 'd', 'e'].map((name) => command(name, 'choice')), ['a', 'b', 'c', 'd']],
  ])('are %s', (_, commands, expected) => {
    expect(quickCommands(commands).map(({ name }) => name)).toEqual(expected);
  });
});
