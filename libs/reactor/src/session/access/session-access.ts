import { ReactorError } from '../../errors/index.js';
import type { SessionStarter } from '../lifecycle/session.js';
import type { Principal } from './principal.js';

/** What is compared of a session. */
export interface StartedSession {
  readonly id: string;
  readonly starter: SessionStarter;
}

/**
 * What a client is to a session: `owner`, who may end it; `guest`, who may join it; `stranger`, who may neither. Pure.
 *
 * @param asker undefined: it may do everything
 */
export function relationTo(
  { id, starter }: StartedSession,
  asker: Principal | undefined,
): 'owner' | 'guest' | 'stranger' {
  if (asker === undefined || asker.id === starter.principal?.id) return 'owner';
  if (asker.account === undefined) {
    if (asker.sessions?.includes(id) || asker.roles.includes('operate')) return 'owner';
  } else if (asker.account === starter.principal?.account) {
    // A token is of its own sessions and of those that it was given; the key itself of all.
    if (asker.sessions === undefined || asker.sessions.includes(id)) return 'owner';
  }
  return isPrivate(starter) ? 'stranger' : 'guest';
}

/** Is the session only for who started it, and for who was given it? */
export function isPrivate({ principal }: SessionStarter): boolean {
  return principal?.sessions !== undefined || principal?.account !== undefined;
}

/** Throws `forbidden` where the client may not join it. */
export function checkSessionAccess(session: StartedSession, asker: Principal | undefined): void {
  if (relationTo(session, asker) !== 'stranger') return;
  throw new ReactorError(
    'forbidden',
    'this session belongs to another client; use the token that started it, or one that was given the session',
  );
}
