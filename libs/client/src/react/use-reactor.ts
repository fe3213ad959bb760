import { useEffect, useMemo } from 'react';
import { keyOf, sharedClient } from '../connect.js';
import type { AnyModel, ModelCommands, ModelTypes } from '../model-types.js';
import type { ReactorClient, ReactorClientOptions } from '../reactor-client.js';
import type { SessionStatus } from '../session-status.js';
import { useObservable } from './use-observable.js';

/** What a component has of a model. */
export interface Reactor<M extends ModelTypes = AnyModel> {
  /** The same in every component of the page with the same `url`, `model` and `token`. */
  readonly client: ReactorClient<M>;
  readonly status: SessionStatus;
  /** Media flow, and commands are taken. */
  readonly isLive: boolean;
  /** One function for each command; they stay the same. */
  readonly commands: ModelCommands<M>;
}

const IDLE: SessionStatus = { kind: 'idle' };

/**
 * Keeps the page in a session of a model while the component is mounted, and renders again when the status changes. Components
 * with the same `url`, `model` and `token` share one connection. On a server it connects nowhere, and the status is `idle`.
 *
 * @typeParam M what `reactor client` generates from the model's schema
 */
export function useReactor<M extends ModelTypes = AnyModel>(options: ReactorClientOptions): Reactor<M> {
  const key = keyOf(options);
  // The key is all of the options that names a client
  const client = useMemo(() => sharedClient<M>(options), [key]);
  useEffect(() => client.retain(), [client]);
  const status = useObservable(client.status, IDLE);
  return useMemo(
    () => ({ client, status, isLive: status.kind === 'live', commands: client.commands }),
    [client, status],
  );
}
