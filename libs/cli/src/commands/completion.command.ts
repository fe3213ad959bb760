import { choiceArgument, command } from '../command/index.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

export const completion = command({
  name: 'completion',
  summary: 'Prints the completion script of a shell',
  arguments: { shell: choiceArgument(SHELLS, 'which shell') },
  examples: [
    ['source <(reactor completion bash)', 'completes commands, options and their values in this bash'],
    ['reactor completion zsh > "${fpath[1]}/_reactor"', 'for every zsh from now on'],
    ['reactor completion fish > ~/.config/fish/completions/reactor.fish', 'for every fish from now on'],
  ],
  async run({ shell }, terminal) {
    const [{ COMMANDS }, { completionScript }] = await Promise.all([
      import('../commands.js'),
      import('../completion/completion-script.js'),
    ]);
    terminal.print(completionScript(shell, COMMANDS));
  },
});
