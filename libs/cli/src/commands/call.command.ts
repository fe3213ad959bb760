import { argument, command, manyArguments, SERVER_OPTIONS } from '../command/index.js';
import { SESSION_OPTIONS } from '../server/session-options.js';

export const call = command({
  name: 'call',
  summary: 'Sends a command to a running model, and prints its reply',
  details: [
    'Arguments are written as key=value and read by the types of the model: a number, true or false, a text, JSON for lists and objects, key=@photo.png for a file. What is not given has its default.',
    'It joins the session that runs, without media, and leaves it when the model has answered. The reply names the first frame for which the command holds.',
  ],
  arguments: {
    name: argument('the command, such as set_prompt'),
    values: manyArguments('its arguments, as key=value'),
  },
  options: { ...SERVER_OPTIONS, ...SESSION_OPTIONS },
  hasJson: true,
  exits: ['unreachable', 'refused', 'project'],
  examples: [
    ["reactor call set_prompt prompt='a red door in the snow'", 'sets an input of the first model'],
    ['reactor call set_image image=@photo.png --json', 'uploads a file, and prints the reply as JSON'],
  ],
  async run(input, terminal) {
    const { runCall } = await import('../call/run-call.js');
    await runCall(input, terminal);
  },
});
