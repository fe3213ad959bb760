import { checkLeast, withDefaults } from '../options.js';

/** What the server reports to its operators: events, metrics. */
export interface ObservabilityOptions {
  /**
   * Put client input and network addresses into the journal, and so into `/events`: arguments of commands, parameters
   * of a session's start, SDP answers, error texts. Without it the journal has names and codes.
   * @defaultValue false
   */
  journalContents: boolean;
  /**
   * Event streams open at once, over all models; the next one is refused with `stream_limit`.
   * @defaultValue 64
   */
  maxEventStreams: number;
  /**
   * Events queued for a slow subscriber; beyond, the oldest are dropped, and it sees a gap in the ids.
   * @defaultValue 4096
   */
  maxWaitingEvents: number;
  /**
   * How often a comment is sent on every event stream, so that no proxy closes an idle one. Milliseconds; zero sends
   * none.
   * @defaultValue 15000
   */
  eventHeartbeatMs: number;
}

/** What holds of {@link ObservabilityOptions} where an application gives nothing. */
export const DEFAULT_OBSERVABILITY_OPTIONS: Readonly<ObservabilityOptions> = {
  journalContents: false,
  maxEventStreams: 64,
  maxWaitingEvents: 4_096,
  eventHeartbeatMs: 15_000,
};

/** Injection token of the merged options. */
export const OBSERVABILITY_OPTIONS = Symbol('OBSERVABILITY_OPTIONS');

/** Fills in the defaults. Throws `bad_configuration` for an invalid limit. */
export function mergeObservabilityOptions(options: Partial<ObservabilityOptions> = {}): ObservabilityOptions {
  const merged = withDefaults(DEFAULT_OBSERVABILITY_OPTIONS, options);
  checkLeast('observability', merged, { maxEventStreams: 0, maxWaitingEvents: 1, eventHeartbeatMs: 0 });
  return merged;
}
