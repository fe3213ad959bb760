import { choiceArgument, command, number, optionalArgument, text, texts } from '../command/index.js';

const ACTIONS = ['create', 'list', 'withdraw'] as const;

export const keys = command({
  name: 'keys',
  summary: 'Makes, lists and withdraws the API keys of a server with the cloud API',
  details: [
    'The keys are in the folder that the server has as `cloud.directory` (REACTOR_CLOUD_DIR), as hashes. A new key is printed once, and is stored nowhere. A server that runs notices within a second: a key that is withdrawn ends its sessions.',
  ],
  arguments: {
    action: choiceArgument(ACTIONS, 'what to do'),
    id: optionalArgument('id of the key to withdraw, as the list has it'),
  },
  options: {
    dir: text('DIR', 'folder of the keys', {
      fallback: 'reactor-cloud',
      env: 'REACTOR_CLOUD_DIR',
      completes: 'folder',
    }),
    name: text('NAME', 'whose key it is, for people; create needs it'),
    role: texts('ROLE', 'what its tokens may do: view, control, publish, operate; otherwise the first three'),
    model: texts('MODEL', 'a model that its tokens may use; otherwise all'),
    maxSessions: number('N', 'sessions that it may have at once; 0: any number; otherwise as the server says'),
  },
  hasJson: true,
  exits: ['project'],
  examples: [
    ['reactor keys create --name shop --model hello', 'prints a key that may use one model'],
    ['reactor keys withdraw 6ae473e590f3', 'ends its sessions, and refuses its tokens'],
  ],
  async run(input, terminal) {
    const { runKeys } = await import('../keys/run-keys.js');
    await runKeys(input, terminal);
  },
});
