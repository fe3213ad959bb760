import type { PeerStats } from '../session/index.js';
import type { RestreamStatus } from './restream-status.js';

/** How it stands with the restream of a session, as HTTP has it. Figures that are not known are absent. */
export interface RestreamReply {
  readonly session_id: string;
  readonly state: RestreamStatus['state'];
  readonly tracks: readonly string[];
  readonly attempts: number;
  readonly error?: { readonly code: string; readonly message: string };
  readonly retry_in_ms?: number;
  readonly sent_kbps?: number;
  readonly round_trip_ms?: number;
  readonly codecs?: Readonly<Record<string, string>>;
}

export function toRestreamReply(sessionId: string, status: RestreamStatus, stats: PeerStats = {}): RestreamReply {
  const { state, tracks, attempts, error, retryInMs } = status;
  const { sentKbps, roundTripTimeMs, outputs } = stats;
  const codecs = outputs?.flatMap(({ track, codec }) => (codec === undefined ? [] : [[track, codec] as const]));
  return {
    session_id: sessionId,
    state,
    tracks,
    attempts,
    ...(error === undefined ? {} : { error }),
    ...(retryInMs === undefined ? {} : { retry_in_ms: retryInMs }),
    ...(sentKbps === undefined ? {} : { sent_kbps: Math.round(sentKbps) }),
    ...(roundTripTimeMs === undefined ? {} : { round_trip_ms: Math.round(roundTripTimeMs * 10) / 10 }),
    ...(codecs === undefined ? {} : { codecs: Object.fromEntries(codecs) }),
  };
}
