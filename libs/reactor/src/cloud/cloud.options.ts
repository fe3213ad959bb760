import { type Role, ROLES } from '@nestjs-reactor/protocol';
import { ReactorError } from '../errors/index.js';
import { checkLeast, checkLeastWhole, withDefaults } from '../options.js';

/** The cloud API: API keys, tokens, sessions by id. Times are milliseconds. */
export interface CloudOptions {
  /**
   * Folder with the API keys, `keys.json`, and the secret that tokens are signed with, `secret`. Only the server's user may
   * read it.
   * @defaultValue 'reactor-cloud', in the working directory
   */
  directory: string;
  /**
   * Secrets that tokens are signed with, of at least 32 characters: the first signs, tokens of the others stay valid. Machines
   * that share them accept each other's tokens.
   * @defaultValue the one in `directory`, made at the first start
   */
  secrets: readonly string[];
  /**
   * Name of this server in its tokens; tokens with another one are refused with `token_foreign`.
   * @defaultValue 'nestjs-reactor'
   */
  issuer: string;
  /**
   * What descriptions of sessions have as `cluster`.
   * @defaultValue 'local'
   */
  cluster: string;
  /**
   * Life of a token whose request names none.
   * @defaultValue 3600000
   */
  tokenLifeMs: number;
  /**
   * Longest life of a token; a longer one that is asked for is shortened to it.
   * @defaultValue 21600000
   */
  maxTokenLifeMs: number;
  /**
   * How long a key signs tokens before the next one does. Tokens of earlier keys stay valid until they expire.
   * @defaultValue 86400000
   */
  keyRotationMs: number;
  /**
   * How far the clocks of two machines may differ: so long after its end a token is still accepted.
   * @defaultValue 120000
   */
  clockLeewayMs: number;
  /**
   * What clients without a token or an API key may do; none of these: they are refused with `unauthorized`.
   * @defaultValue []
   */
  anonymousRoles: readonly Role[];
  /**
   * Sessions that an API key may have at once, where the key does not say another number; one more is refused with
   * `session_limit`. Zero: any number.
   * @defaultValue 5
   */
  maxSessions: number;
  /**
   * Sessions that an API key may ask for in a minute; zero: any number. Beyond: `rate_limited`.
   * @defaultValue 50
   */
  sessionsPerMinute: number;
  /**
   * Longest time of a session; zero: no limit.
   * @defaultValue 0
   */
  maxSessionMs: number;
  /**
   * A session ends when none of its clients has joined, left, or sent a command for so long; zero: no limit. A camera that is
   * sent is no command.
   * @defaultValue 0
   */
  idleSessionMs: number;
  /**
   * For how long a session that has ended can still be asked for by its id.
   * @defaultValue 600000
   */
  endedSessionMs: number;
}

/** The merged options, and whether the server has a cloud API. */
export interface CloudSettings extends CloudOptions {
  readonly enabled: boolean;
}

/** What holds of {@link CloudOptions} where an application gives nothing. */
export const DEFAULT_CLOUD_OPTIONS: Readonly<CloudOptions> = {
  directory: 'reactor-cloud',
  secrets: [],
  issuer: 'nestjs-reactor',
  cluster: 'local',
  tokenLifeMs: 3_600_000,
  maxTokenLifeMs: 21_600_000,
  keyRotationMs: 86_400_000,
  clockLeewayMs: 120_000,
  anonymousRoles: [],
  maxSessions: 5,
  sessionsPerMinute: 50,
  maxSessionMs: 0,
  idleSessionMs: 0,
  endedSessionMs: 600_000,
};

/** Injection token of the merged options. */
export const CLOUD_OPTIONS = Symbol('CLOUD_OPTIONS');

const LEAST_SECRET = 32;

/** A timer of Node takes 31 bits of milliseconds, 24.8 days. */
const LONGEST_MS = 2_147_483_647;

/** @param given undefined: the server has no cloud API. Throws `bad_configuration` for an invalid option. */
export function cloudSettings(given: Partial<CloudOptions> | undefined): CloudSettings {
  return { ...mergeCloudOptions(given), enabled: given !== undefined };
}

/** Fills in the defaults. Throws `bad_configuration` for an invalid option. */
export function mergeCloudOptions(given: Partial<CloudOptions> = {}): CloudOptions {
  const merged = withDefaults(DEFAULT_CLOUD_OPTIONS, given);
  checkLeast('cloud', merged, {
    sessionsPerMinute: 0,
    tokenLifeMs: 1_000,
    maxTokenLifeMs: 1_000,
    keyRotationMs: 60_000,
    clockLeewayMs: 0,
    maxSessionMs: 0,
    idleSessionMs: 0,
    endedSessionMs: 0,
  });
  checkLeastWhole('cloud', merged, { maxSessions: 0 });
  for (const option of ['maxSessionMs', 'idleSessionMs'] as const) {
    check(option, merged[option], merged[option] <= LONGEST_MS, `at most ${LONGEST_MS}`);
  }
  check('directory', merged.directory, isName(merged.directory), 'the path of a folder');
  check('issuer', merged.issuer, isName(merged.issuer), 'a text');
  check('cluster', merged.cluster, isName(merged.cluster), 'a text');
  const { anonymousRoles, secrets } = merged;
  const areRoles = Array.isArray(anonymousRoles) && anonymousRoles.every((role) => ROLES.includes(role as Role));
  check('anonymousRoles', anonymousRoles, areRoles, `a list of ${ROLES.join(', ')}`);
  const areSecrets =
    Array.isArray(secrets) && secrets.every((secret) => typeof secret === 'string' && secret.length >= LEAST_SECRET);
  check('secrets', 'a shorter one', areSecrets, `a list of texts of at least ${LEAST_SECRET} characters`);
  return merged;
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function check(option: string, value: unknown, isRight: boolean, rule: string): void {
  if (isRight) return;
  throw new ReactorError(
    'bad_configuration',
    `cloud.${option} must be ${rule} (got ${JSON.stringify(value)}); correct it or leave it out`,
  );
}
