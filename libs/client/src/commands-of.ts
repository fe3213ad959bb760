import type { CommandOptions, CommandReply, CommandValues } from './connection/model-message.js';
import type { ModelCommands, ModelTypes } from './model-types.js';

type Send = (name: string, values?: CommandValues, options?: CommandOptions) => Promise<CommandReply>;

/** A function for any command, made when it is asked for: their names are known to the compiler alone. */
export function commandsOf<M extends ModelTypes>(send: Send): ModelCommands<M> {
  const made = new Map<string, (values?: CommandValues, options?: CommandOptions) => Promise<CommandReply>>();
  return new Proxy({} as ModelCommands<M>, {
    get: (_, name) => {
      // A promise that resolves with this object asks whether it is one too.
      if (typeof name !== 'string' || name === 'then') return undefined;
      const known = made.get(name) ?? ((values, options) => send(name, values, options));
      made.set(name, known);
      return known;
    },
  });
}
