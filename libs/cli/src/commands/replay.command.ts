import { argument, command } from '../command/index.js';
import { RUN_OPTIONS } from '../headless/run-options.js';

export const replay = command({
  name: 'replay',
  summary: 'Runs a recorded session again, and compares its frames',
  details: [
    'A server records sessions where recording.directory says so. Each command is applied before the turn that it was applied before, and every frame with a recorded hash is compared; without recording.frameHashes there is nothing to compare with.',
    'The seed is the recorded one, and 0 where the server had none. Pictures of cameras are not recorded: give them with --camera.',
  ],
  arguments: { file: argument('the recorded session', 'file') },
  options: RUN_OPTIONS,
  hasJson: true,
  examples: [
    ['reactor replay recordings/2026-11-28-lamp.session.jsonl', 'says which frame is the first that differs'],
    ['reactor replay bug.session.jsonl --frames 90 --out bug/', 'keeps the first 90 pictures'],
  ],
  exits: ['refused', 'different', 'project'],
  async run(input, terminal) {
    const { runReplay } = await import('../headless/run-replay.js');
    return await runReplay(input, terminal);
  },
});
