import { useCallback, useRef, useState } from 'react';
import { type ClientError, toClientError } from '../client-error.js';
import type { CommandName, CommandParameters, CommandResult, ModelTypes } from '../model-types.js';
import type { ReactorClient } from '../reactor-client.js';

/** One command, and what came of the last time that it was sent. */
export interface CommandState<M extends ModelTypes, K extends CommandName<M>> {
  /** Resolves when the model has applied it or it was refused. Never rejects: the refusal is `error`. */
  readonly send: (...args: CommandParameters<M, K>) => Promise<void>;
  readonly isPending: boolean;
  /** The last one was applied: its reply, and the frame from which it holds. */
  readonly result: CommandResult<M, K> | undefined;
  /** The last one was refused. */
  readonly error: ClientError | undefined;
}

type Outcome<M extends ModelTypes, K extends CommandName<M>> = Omit<CommandState<M, K>, 'send'>;

/** Sends a command from a component, which renders again with its outcome. Of several at once, the last one counts. */
export function useCommand<M extends ModelTypes, K extends CommandName<M>>(
  client: ReactorClient<M>,
  name: K,
): CommandState<M, K> {
  const [outcome, setOutcome] = useState<Outcome<M, K>>({ isPending: false, result: undefined, error: undefined });
  const newest = useRef(0);
  const send = useCallback(
    async (...args: CommandParameters<M, K>): Promise<void> => {
      const own = ++newest.current;
      setOutcome((before) => ({ ...before, isPending: true }));
      const settled: Outcome<M, K> = await client.command(name, ...args).then(
        (result) => ({ isPending: false, result, error: undefined }),
        (error: unknown) => ({ isPending: false, result: undefined, error: toClientError(error) }),
      );
      if (own === newest.current) setOutcome(settled);
    },
    [client, name],
  );
  return { ...outcome, send };
}
