import { command, requiredText, SERVER_OPTIONS, text } from '../command/index.js';
import { SESSION_OPTIONS } from '../server/session-options.js';

export const snapshot = command({
  name: 'snapshot',
  summary: 'Saves the newest picture of a running model as a PNG',
  details: [
    'The picture is that of the session which runs, in the size in which the model emits it. A model that nobody watches emits none: --start joins its session until there is one.',
  ],
  options: {
    out: requiredText('FILE', 'the PNG to write', 'file'),
    ...SERVER_OPTIONS,
    ...SESSION_OPTIONS,
    track: text('NAME', 'output of the model; otherwise the first with pictures'),
  },
  hasJson: true,
  exits: ['unreachable', 'refused'],
  examples: [['reactor snapshot --out now.png --start', 'starts a session where none runs']],
  async run(input, terminal) {
    const { runSnapshot } = await import('../snapshot/run-snapshot.js');
    await runSnapshot(input, terminal);
  },
});
