import { describe, expect, it } from '@jest/globals';
import type { TrackInfo } from '@nestjs-reactor/client';
import type { CommandModel, FieldModel, Widget } from '../schema/control-model.js';
import { nextStep } from './next-step.js';

function field(name: string, changes: Partial<FieldModel> = {}): FieldModel {
  const widget: Widget = { kind: 'text', lines: 'one' };
  return {
    name,
    label: name,
    description: undefined,
    widget,
    required: true,
    nullable: false,
    fallback: undefined,
    ...changes,
  };
}

function command(name: string, ...fields: FieldModel[]): CommandModel {
  const mode = fields.length === 0 ? 'action' : name === `set_${fields[0]!.name}` ? 'live' : 'form';
  return { name, label: name, description: undefined, mode, fields };
}

const input = (name: string, kind: 'video' | 'audio'): TrackInfo => ({ name, kind, direction: 'sendonly' });
const camera = input('webcam', 'video');
const second = input('depth', 'video');
const mic = input('mic', 'audio');
const file = field('image', { widget: { kind: 'file' } });
const optional = field('seed', { required: false, fallback: 0 });

describe('nextStep', () => {
  it.each<[string, TrackInfo[], string[], CommandModel[], object]>([
    ['a camera', [camera, mic], [], [command('start')], { kind: 'send', tracks: [camera] }],
    ['each of several cameras', [camera, second], [], [], { kind: 'send', tracks: [camera, second] }],
    ['the camera that is still off', [camera, second], ['webcam'], [], { kind: 'send', tracks: [second] }],
    ['a microphone where there is no camera', [mic], [], [], { kind: 'send', tracks: [mic] }],
    ['nothing more once its camera is on', [camera, mic], ['webcam'], [], { kind: 'wait' }],
    ['a start after its inputs', [camera], ['webcam'], [command('start')], { kind: 'run' }],
    [
      'a start',
      [],
      [],
      [command('pause'), command('start'), command('resume')],
      { kind: 'run', command: { name: 'start' } },
    ],
    ['a start with a name of its own', [], [], [command('generate_scene', optional)], { kind: 'run' }],
    [
      'its only command, whatever its name',
      [],
      [],
      [command('dream'), command('reset')],
      { kind: 'run', command: { name: 'dream' } },
    ],
    ['nothing where several commands could be meant', [], [], [command('left'), command('right')], { kind: 'wait' }],
    ['nothing where it can only be stopped', [], [], [command('stop'), command('get_state')], { kind: 'wait' }],
    ['a file', [], [], [command('set_image', file)], { kind: 'upload', field: { name: 'image' } }],
    ['a file beside fields with defaults', [], [], [command('overlay', file, optional)], { kind: 'upload' }],
    ['a start rather than a file', [], [], [command('set_image', file), command('start')], { kind: 'run' }],
    ['a text', [], [], [command('compose', field('prompt'))], { kind: 'fill', command: { name: 'compose' } }],
    ['a file and a text', [], [], [command('compose', file, field('prompt'))], { kind: 'fill' }],
    ['no setting that has a default', [], [], [command('set_seed', optional)], { kind: 'wait' }],
    ['nothing', [], [], [], { kind: 'wait' }],
  ])('is %s', (_, inputs, fed, commands, expected) => {
    expect(nextStep(inputs, new Set(fed), commands)).toMatchObject(expected);
  });
});
