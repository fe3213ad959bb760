import { createHmac } from 'node:crypto';
import type { IceServer } from '../ports/index.js';
import type { SessionOptions } from '../lifecycle/session.options.js';

/** TURN servers that share a secret with this one, as coturn does with `use-auth-secret`. */
export interface TurnSecret {
  /** `turn:` and `turns:` addresses. */
  readonly urls: readonly string[];
  /** coturn's `static-auth-secret`. Never sent to clients. */
  readonly secret: string;
  /**
   * How long credentials are valid for a new allocation. Seconds.
   * @defaultValue 3600
   */
  readonly ttlSeconds?: number;
}

const DEFAULT_TTL_SECONDS = 3_600;

/** The ICE servers to send now: credentials derived from a secret are new each time and expire. */
export function iceServersNow(
  { iceServers, turn }: Pick<SessionOptions, 'iceServers' | 'turn'>,
  nowMs = Date.now(),
): readonly IceServer[] {
  if (turn === undefined) return iceServers;
  const username = String(Math.floor(nowMs / 1_000) + (turn.ttlSeconds ?? DEFAULT_TTL_SECONDS));
  const password = createHmac('sha1', turn.secret).update(username).digest('base64');
  return [...iceServers, { uris: turn.urls, credentials: { username, password } }];
}
