import type { Role } from '@nestjs-reactor/protocol';
import { ReactorError } from '../../errors/index.js';
import type { Principal } from './principal.js';

/** What a client asks for. */
export interface Wanted {
  /** Absent: it is for every client that the application knows. */
  readonly role?: Role | undefined;
  readonly model?: string | undefined;
  /** Name of a command, unchecked. */
  readonly command?: string | undefined;
}

/** Why it may not. */
export type Denial = 'expired' | 'model' | 'role' | 'command';

/**
 * May this client do that, at that time? The one rule for every interface.
 *
 * @param principal undefined: it may do everything
 * @param nowMs milliseconds since the epoch
 * @returns undefined where it may
 */
export function denialOf(
  principal: Principal | undefined,
  { role, model, command }: Wanted,
  nowMs: number,
): Denial | undefined {
  if (principal === undefined) return undefined;
  const { roles, models, commands, expiresAt } = principal;
  if (expiresAt !== undefined && expiresAt.getTime() <= nowMs) return 'expired';
  if (model !== undefined && models !== undefined && !models.includes(model)) return 'model';
  if (role !== undefined && !roles.includes(role)) return 'role';
  if (command !== undefined && commands !== undefined && !commands.includes(command)) return 'command';
  return undefined;
}

/** Throws `unauthorized` where its authorization has expired, and `forbidden` where it may not. */
export function checkPermission(principal: Principal | undefined, wanted: Wanted): void {
  const denial = denialOf(principal, wanted, Date.now());
  if (denial !== undefined) throw refusalFor(denial, wanted, principal);
}

export const EXPIRED_MESSAGE = 'the authorization of this client has expired; connect again with new credentials';

function refusalFor(denial: Denial, { role, model, command }: Wanted, principal?: Principal): ReactorError {
  const of = command === undefined ? '' : `${command}: `;
  switch (denial) {
    case 'expired':
      return new ReactorError('unauthorized', EXPIRED_MESSAGE);
    case 'model':
      return new ReactorError('forbidden', `${of}this client may not use the model ${model}`);
    case 'role':
      return new ReactorError('forbidden', `${of}this needs the role ${role}; this client has ${listOf(principal)}`);
    case 'command':
      return new ReactorError('forbidden', `${of}this client may not send this command`);
  }
}

function listOf(principal?: Principal): string {
  const { roles = [] } = principal ?? {};
  return roles.length === 0 ? 'none' : roles.join(', ');
}
