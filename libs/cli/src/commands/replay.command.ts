import { argument, command, SERVER_OPTIONS, text } from '../command/index.js';
import { RUN_OPTIONS } from '../headless/run-options.js';

export const replay = command({
  name: 'replay',
  summary: 'Runs a recorded session again, and compares its frames',
  details: [
    'A server records sessions where recording.directory says so. Each command is applied before the turn that it was applied before, and every frame with a recorded hash is compared; without recording.frameHashes there is nothing to compare with.',
    'The seed is the recorded one, and 0 where the server had none. Pictures of cameras are not recorded: give them with --camera.',
    'With --url the commands go to a session of a running server, and what is compared is that each is applied again: a server shows frames when there is time for them, so that its frames have other numbers.',
  ],
  arguments: { file: argument('the recorded session', 'file') },
  options: {
    ...RUN_OPTIONS,
    url: text('URL', 'send the commands to this running server, at the times when they were sent'),
    token: SERVER_OPTIONS.token,
  },
  hasJson: true,
  examples: [
    ['reactor replay recordings/2026-11-28-lamp.session.jsonl', 'says which frame is the first that differs'],
    ['reactor replay bug.session.jsonl --frames 90 --out bug/', 'keeps the first 90 pictures'],
    ['reactor replay bug.session.jsonl --url http://127.0.0.1:8080', 'shows it to the viewers of a server'],
  ],
  exits: ['unreachable', 'refused', 'different', 'project'],
  async run(input, terminal) {
    const { runReplay } = await import('../headless/run-replay.js');
    return await runReplay(input, terminal);
  },
});
