import type { ForwardQuestion } from '../session/index.js';
import { tagIn } from './tagged-id.js';

/**
 * The machine that a request is for.
 *
 * - `node`: the one with this tag, which the request names
 * - `caller`: the one that has the newest session of this model which the client started, or else the newest of all; `start`:
 *   where there is none, one with a free instance; `always`: a new session in any case
 * - `any`: one that serves this model
 */
export type RequestTarget =
  | { readonly kind: 'node'; readonly tag: string }
  | { readonly kind: 'caller'; readonly start: 'never' | 'start' | 'always' }
  | { readonly kind: 'any' };

/** Routes that name no session, and mean the client's own. */
const OF_CALLER: Readonly<Record<string, 'never' | 'start' | 'always'>> = {
  start_session: 'always',
  stop_session: 'never',
  session: 'never',
  sdp_params: 'never',
  snapshot: 'never',
  whep: 'start',
  'whep/:model': 'start',
  'whip/:track': 'start',
  'whip/:model/:track': 'start',
};

/** Names the tag of the machine that made it, before its secret part. */
const TAGGED_KEY = /^([0-9a-f]{12})\./;

/** Where the bytes of an upload go is in its address. */
const NODE_TAG = /^[0-9a-f]{12}$/;

/** Routes about a model, whatever its sessions do. */
const OF_MODEL: ReadonlySet<string> = new Set(['schema', 'health', 'ice_servers']);

/** @returns undefined for a route that each machine answers for itself */
export function targetOf(question: ForwardQuestion, query: URLSearchParams): RequestTarget | undefined {
  const { path, params } = question;
  const named = nameIn(path, params, query);
  if (named !== undefined) return named.tag === undefined ? undefined : { kind: 'node', tag: named.tag };
  const start = Object.hasOwn(OF_CALLER, path) ? OF_CALLER[path] : undefined;
  if (start !== undefined) return { kind: 'caller', start };
  return OF_MODEL.has(path) ? { kind: 'any' } : undefined;
}

/** What the request names: its tag is undefined where no machine of a cluster has made it. */
function nameIn(
  path: string,
  { sid, peer }: ForwardQuestion['params'],
  query: URLSearchParams,
): { readonly tag: string | undefined } | undefined {
  if (sid !== undefined) return { tag: tagIn(sid) };
  if (peer !== undefined) return { tag: TAGGED_KEY.exec(peer)?.[1] };
  if (path === 'uploads/:id') {
    const node = query.get('node') ?? '';
    return { tag: NODE_TAG.test(node) ? node : undefined };
  }
  const session = Object.hasOwn(OF_CALLER, path) ? query.get('session') : null;
  return session === null ? undefined : { tag: tagIn(session) };
}
