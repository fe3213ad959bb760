import { command, number, SERVER_OPTIONS, text } from '../command/index.js';

export const watch = command({
  name: 'watch',
  summary: 'Shows what each viewer of a running session gets, and what limits it',
  details: [
    "A line for the session and one for each viewer, until Ctrl-C; with --json one line of JSON a sample. It waits while no session runs, and needs the role `operate`. The verdicts are those of the server's statistics.",
  ],
  options: {
    ...SERVER_OPTIONS,
    session: text('ID', 'id of the session, where the model runs several'),
    every: number('SECONDS', 'time between two samples', { fallback: 1, min: 0.2, max: 3600 }),
    count: number('N', 'end after N samples', { min: 1, integer: true }),
  },
  hasJson: true,
  exits: ['unreachable', 'refused'],
  examples: [
    ['reactor watch', 'the first model of a server on this machine'],
    ['reactor watch --url https://host/models/sunny --json --count 60', 'a minute of another model, as data'],
  ],
  async run(input, terminal) {
    const { runWatch } = await import('../watch/run-watch.js');
    await runWatch(input, terminal);
  },
});
