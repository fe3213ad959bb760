import { ReactorError } from '../errors/index.js';
import { checkLeast, checkLeastWhole, withDefaults } from '../options.js';
import type { QueueRules } from './queue/queue-rules.js';

/** The waiting room: what happens where more visitors come than a model has instances. Times are milliseconds. */
export interface WaitingOptions extends QueueRules {
  /**
   * Give visitors places in a queue, and sessions in the order in which they came. A session may still start without a place, while
   * nobody waits.
   * @defaultValue false
   */
  enabled: boolean;
  /**
   * How long an instance is held for the visitor whose turn it is; then the next one is called.
   * @defaultValue 60000
   */
  claimMs: number;
  /**
   * How long a session may last while others wait. Zero: as long as its visitor likes.
   * @defaultValue 0
   */
  turnMs: number;
  /**
   * A session that has lasted longer when somebody comes to wait ends this much later, not at once.
   * @defaultValue 30000
   */
  noticeMs: number;
  /**
   * How long a visitor who cannot be heard keeps the place; and how long a session goes on that nobody is left in but
   * spectators, while others wait.
   * @defaultValue 30000
   */
  absentMs: number;
  /**
   * Visitors that may wait for one model; the next one is refused with `waiting_room_full`.
   * @defaultValue 1000
   */
  maxVisitors: number;
  /**
   * Places of one model that visitors of one address may have, as far as the application names no principals; beyond,
   * `waiting_room_full`. Zero: as many as there are.
   * @defaultValue 64
   */
  placesPerAddress: number;
}

/** What holds of {@link WaitingOptions} where an application gives nothing. */
export const DEFAULT_WAITING_OPTIONS: Readonly<WaitingOptions> = {
  enabled: false,
  claimMs: 60_000,
  turnMs: 0,
  noticeMs: 30_000,
  absentMs: 30_000,
  maxVisitors: 1_000,
  placesPerAddress: 64,
};

/** Injection token of the merged options. */
export const WAITING_OPTIONS = Symbol('WAITING_OPTIONS');

/** Fills in the defaults. Throws `bad_configuration` for an invalid limit. */
export function mergeWaitingOptions(options: Partial<WaitingOptions> = {}): WaitingOptions {
  const merged = withDefaults(DEFAULT_WAITING_OPTIONS, options);
  checkLeast('waiting', merged, { claimMs: 1_000, turnMs: 0, noticeMs: 0, absentMs: 1_000 });
  checkLeastWhole('waiting', merged, { maxVisitors: 1, placesPerAddress: 0 });
  if (typeof merged.enabled !== 'boolean') {
    throw new ReactorError(
      'bad_configuration',
      `waiting.enabled must be true or false (got ${JSON.stringify(merged.enabled)}); correct it or leave it out`,
    );
  }
  return merged;
}
