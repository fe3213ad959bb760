import { ReactorError } from '../errors/index.js';
import { checkLeast, withDefaults } from '../options.js';
import type { WhipEndpoint } from './whip-client.js';

/** A session that is to be sent on. */
export interface RestreamedSession {
  readonly sessionId: string;
  /** Name of its model. */
  readonly model: string;
}

/** Sending sessions on to another server by WHIP (RFC 9725), an SFU with room for many viewers. Times are milliseconds. */
export interface RestreamOptions {
  /**
   * The WHIP endpoint. `{session}` and `{model}` in it stand for the session's id and its model's name. Empty restreams
   * nothing, unless `target` is given.
   * @defaultValue ''
   */
  url: string;
  /**
   * Sent with every request as `Authorization: Bearer`. Empty sends none.
   * @defaultValue ''
   */
  token: string;
  /**
   * Says for each attempt where its session goes, in place of `url` and `token`: for tokens that expire or are made for one
   * room. What it throws counts as a failed attempt.
   * @defaultValue `url` and `token`
   */
  target?: (session: RestreamedSession) => WhipEndpoint | Promise<WhipEndpoint>;
  /**
   * Names of the outputs to send; a model sends those that it has. Empty: its first video and its first audio output, as most
   * servers take one of each.
   * @defaultValue []
   */
  tracks: readonly string[];
  /**
   * Names of the models whose sessions are restreamed; others cannot be. Empty: all.
   * @defaultValue []
   */
  models: readonly string[];
  /**
   * `session`: every session, from its start. `request`: those for which `POST /sessions/{id}/restream` or
   * `RestreamService.start` asks.
   * @defaultValue 'session'
   */
  start: 'session' | 'request';
  /**
   * The other server counts as a client of the session: its model runs for it, and the session goes on without another
   * client, until it is stopped. Otherwise the session is as its own clients have it: without one its model pauses, and it
   * ends after `session.orphanTimeoutMs`.
   * @defaultValue false
   */
  countsAsClient: boolean;
  /**
   * How long a request may take, and then the connection.
   * @defaultValue 10000
   */
  timeoutMs: number;
  /**
   * Longest delay between two attempts; the first is one second, and each is twice as long as the one before.
   * @defaultValue 30000
   */
  maxDelayMs: number;
}

/** What holds of {@link RestreamOptions} where an application gives nothing. */
export const DEFAULT_RESTREAM_OPTIONS: Readonly<RestreamOptions> = {
  url: '',
  token: '',
  tracks: [],
  models: [],
  start: 'session',
  countsAsClient: false,
  timeoutMs: 10_000,
  maxDelayMs: 30_000,
};

/** Injection token of the merged options. */
export const RESTREAM_OPTIONS = Symbol('RESTREAM_OPTIONS');

/** Fills in the defaults. Throws `bad_configuration` for what cannot be used. */
export function mergeRestreamOptions(options: Partial<RestreamOptions> = {}): RestreamOptions {
  const merged = withDefaults(DEFAULT_RESTREAM_OPTIONS, options);
  checkLeast('restream', merged, { timeoutMs: 100, maxDelayMs: 1_000 });
  if (merged.start !== 'session' && merged.start !== 'request') {
    throw wrong('start', "must be 'session' or 'request'", merged.start);
  }
  if (merged.url !== '') checkUrl(merged.url);
  return merged;
}

/** Does any session go anywhere? */
export function restreams({ url, target }: Pick<RestreamOptions, 'url' | 'target'>): boolean {
  return url !== '' || target !== undefined;
}

function checkUrl(text: string): void {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw wrong('url', 'must be an http or https URL', text);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw wrong('url', 'must be an http or https URL', text);
  if (url.username !== '' || url.password !== '') {
    // Not repeated: it has a password.
    throw new ReactorError(
      'bad_configuration',
      'restream.url must not have a user and a password; give what the server asks for as restream.token',
    );
  }
}

function wrong(name: string, must: string, got: unknown): ReactorError {
  return new ReactorError(
    'bad_configuration',
    `restream.${name} ${must} (got ${JSON.stringify(got)}); correct it or leave it out`,
  );
}
