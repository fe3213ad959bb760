import type { ModelTypes } from '../model-types.js';
import type { ReactorClient } from '../reactor-client.js';
import { useObservable } from './use-observable.js';

const UNKNOWN = {};

/** By input, the value that the model runs with now, no matter who set it; empty until it is known. */
export function useModelState<M extends ModelTypes>(client: ReactorClient<M>): Readonly<Partial<M['state']>> {
  return useObservable(client.state, UNKNOWN as Readonly<Partial<M['state']>>);
}
