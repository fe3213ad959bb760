import { ROLES } from '@nestjs-reactor/protocol';
import type { Principal } from '../../session/index.js';

/**
 * The principal in an answer of the application. Throws where it is not one: a mistake in the application's code.
 *
 * @returns undefined for an `id` that is empty or undefined: nobody that the application knows
 */
export function readPrincipal(answer: object): Principal | undefined {
  const { id, roles, models, commands, expiresAt, account, sessions, maxSessions, maxAccountSessions, maxSessionMs } =
    answer as Partial<Principal>;
  if (id === '' || (id === undefined && 'id' in answer)) return undefined;
  if (typeof id !== 'string') throw mistake('id', 'must be a text');
  if (!isNames(roles) || !roles.every((role) => ROLES.includes(role))) {
    throw mistake('roles', `must be a list of ${ROLES.join(', ')}`);
  }
  for (const [name, value] of Object.entries({ models, commands, sessions })) {
    if (value !== undefined && !isNames(value)) throw mistake(name, 'must be a list of names');
  }
  if (expiresAt !== undefined && !(expiresAt instanceof Date && Number.isFinite(expiresAt.getTime()))) {
    throw mistake('expiresAt', 'must be a Date; of a JWT it is new Date(claims.exp * 1000)');
  }
  if (account !== undefined && typeof account !== 'string') throw mistake('account', 'must be a text');
  for (const [name, value] of Object.entries({ maxSessions, maxAccountSessions, maxSessionMs })) {
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 0)) {
      throw mistake(name, 'must be a whole number of at least 0');
    }
  }
  return {
    id,
    roles: [...roles],
    ...(models === undefined ? {} : { models: [...models] }),
    ...(commands === undefined ? {} : { commands: [...commands] }),
    ...(account === undefined ? {} : { account }),
    ...(sessions === undefined ? {} : { sessions: [...sessions] }),
    ...(maxSessions === undefined ? {} : { maxSessions }),
    ...(maxAccountSessions === undefined ? {} : { maxAccountSessions }),
    ...(maxSessionMs === undefined ? {} : { maxSessionMs }),
    ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) }),
  };
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

function mistake(field: string, rule: string): TypeError {
  return new TypeError(`${field} of the principal ${rule}`);
}
