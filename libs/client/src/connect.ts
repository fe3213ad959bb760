import type { AnyModel, ModelTypes } from './model-types.js';
import { ReactorClient, type ReactorClientOptions } from './reactor-client.js';

/** Of this page, by what it is for. */
const clients = new Map<string, unknown>();

/**
 * The client for a server and a model, started; a further call with the same `url`, `model` and `token` returns the same one,
 * and starts it again where it has left. Of tokens that are functions, the first is kept, and so are the other options.
 *
 * Throws `no_browser` where there is none, as on a server that renders the page: call it when the page is mounted there.
 *
 * ```ts
 * const sunny = connect<Sunny>({ url: '/' });
 * await sunny.whenLive();
 * const { frame } = await sunny.commands.set_prompt({ prompt: 'a red door in the snow' });
 * ```
 *
 * @typeParam M what `reactor client` generates from the model's schema
 */
export function connect<M extends ModelTypes = AnyModel>(options: ReactorClientOptions): ReactorClient<M> {
  const client = sharedClient<M>(options);
  client.retain();
  return client;
}

/** The same client without a start. On a server, where pages of different people are rendered, nothing is shared. */
export function sharedClient<M extends ModelTypes>(options: ReactorClientOptions): ReactorClient<M> {
  if (typeof document === 'undefined' || options.ports !== undefined) return new ReactorClient<M>(options);
  const key = keyOf(options);
  const client = (clients.get(key) as ReactorClient<M> | undefined) ?? new ReactorClient<M>(options);
  clients.set(key, client);
  return client;
}

/** Which client options are for. */
export function keyOf({ url, model, token }: ReactorClientOptions): string {
  return JSON.stringify([url, model, typeof token === 'function' ? 'function' : token]);
}
