import {
  argument,
  choice,
  command,
  flag,
  manyArguments,
  number,
  optionalArgument,
  requiredText,
  text,
  texts,
} from '../command/index.js';

/** One of each kind of argument and option; it reports what it was given. */
export const SAMPLE = command({
  name: 'paint',
  summary: "Paints a wall, or somebody's door",
  details: ['It needs a brush.'],
  arguments: {
    wall: argument('which wall', 'folder'),
    roomName: optionalArgument('where it is'),
    colors: manyArguments('one after the other'),
  },
  options: {
    brush: requiredText('FILE', 'picture [of a brush]: any', 'file'),
    finish: choice('FINISH', ['matt', 'gloss'], 'how it shines', { fallback: 'matt' }),
    dryTime: number('MINUTES', 'how long it dries', { fallback: 10, max: 60, integer: true }),
    layers: number('N', 'how many layers', { min: 1 }),
    wet: flag('do not wait'),
    mask: texts('FILE', 'what stays free', 'file'),
    by: text('NAME', 'who paints', { env: 'PAINTER' }),
  },
  hasJson: true,
  exits: ['refused'],
  examples: [['reactor paint north --brush b.png', 'paints the north wall']],
  run: (input, terminal) => {
    terminal.report(input, () => `painted ${input.wall}`);
    return Promise.resolve(input.wet ? 'refused' : undefined);
  },
});
