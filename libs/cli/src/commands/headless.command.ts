import { command, optionalArgument, text } from '../command/index.js';
import { RUN_OPTIONS } from '../headless/run-options.js';

/** Frames of a run that says no number and has no camera: ten seconds of most models. */
const DEFAULT_FRAMES = 300;

export const headless = command({
  name: 'headless',
  summary: 'Runs a model without browser and viewers, from a file of commands',
  details: [
    'The same commands, pictures and seed make the same frames again, unless the model reads a clock or another source of chance. The digest at the end is one hash for all frames.',
    'A command is a line of JSON: {"frame": 31, "command": "set_prompt", "args": {"prompt": "snow"}}, with "ms" in place of "frame" for a time of the finished video, and "files" for paths of files by argument.',
    `Without --frames a run with a camera ends with its pictures, and one without makes ${DEFAULT_FRAMES}; with it a camera begins again at its end.`,
  ],
  arguments: { script: optionalArgument('commands, one a line; - reads standard input; none: no commands', 'file') },
  options: {
    ...RUN_OPTIONS,
    compare: text(
      'FILE',
      'hashes of an earlier run, as --out NAME.jsonl wrote them: ends with different at the first frame that differs',
      {
        completes: 'file',
      },
    ),
  },
  hasJson: true,
  examples: [
    ['reactor headless scene.jsonl --frames 120 --out scene.y4m', 'makes a video of 120 frames'],
    ['reactor headless scene.jsonl --out golden.jsonl', 'keeps the hash of every frame'],
    ['reactor headless scene.jsonl --compare golden.jsonl', 'tests that the model still makes the same frames'],
    ['reactor headless --camera photos/ --out seen/', 'shows the model the pictures of a folder'],
  ],
  exits: ['refused', 'different', 'project'],
  async run(input, terminal) {
    const { runHeadless } = await import('../headless/run-headless.js');
    return await runHeadless({ ...input, defaultFrames: DEFAULT_FRAMES }, terminal);
  },
});
