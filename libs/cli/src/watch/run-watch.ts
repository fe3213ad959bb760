import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../errors/index.js';
import { ModelRoutes } from '../server/model-routes.js';
import type { Terminal } from '../terminal/terminal.js';
import { type SessionStats, sessionTable } from './session-table.js';

/** What `reactor watch` was given. */
export interface WatchInput {
  readonly url: string;
  readonly token?: string | undefined;
  readonly session?: string | undefined;
  /** Seconds. */
  readonly every: number;
  /** Undefined: until it is interrupted. */
  readonly count?: number | undefined;
}

/** What a server says of a model that has no session. */
const NO_SESSION = '00000000-0000-0000-0000-000000000000';

/** From the first row, over what was there. */
const REDRAW = '\u001B[H\u001B[J';

/** `reactor watch`. */
export async function runWatch(
  { url, token, session, every, count = Infinity }: WatchInput,
  terminal: Terminal,
): Promise<void> {
  const routes = new ModelRoutes(url, token);
  const { interrupted } = terminal;
  let isWaiting = false;
  let left = count;
  while (left > 0 && !interrupted.aborted) {
    const { state, session_id, model } = (await routes.json('session')) as {
      readonly state: string;
      readonly session_id: string;
      readonly model: { readonly name: string };
    };
    const id = session ?? (session_id === NO_SESSION ? undefined : session_id);
    const stats = id === undefined ? undefined : await statsOf(routes, id, session !== undefined);
    if (stats === undefined) {
      if (!isWaiting) terminal.note(`${model.name} has no session (${state}); waiting for one`);
    } else {
      left--;
      terminal.report({ at: new Date().toISOString(), model: model.name, state, ...stats }, () => {
        const table = sessionTable(model.name, state, stats);
        return terminal.isInteractive ? REDRAW + table : table;
      });
    }
    isWaiting = stats === undefined;
    if (left > 0) await sleep(1000 * every, undefined, { signal: interrupted }).catch(() => undefined);
  }
}

/** @param isNamed somebody asks for this session: its end is an error, and not a wait for the next one */
async function statsOf(routes: ModelRoutes, id: string, isNamed: boolean): Promise<SessionStats | undefined> {
  try {
    return (await routes.json(`sessions/${encodeURIComponent(id)}/stats`)) as unknown as SessionStats;
  } catch (error) {
    const hasEnded = error instanceof CliError && (error.code === 'no_session' || error.code === 'unknown_session');
    if (isNamed || !hasEnded) throw error;
    return undefined;
  }
}
