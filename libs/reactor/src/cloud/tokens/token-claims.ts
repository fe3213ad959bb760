import { ROLES } from '@nestjs-reactor/protocol';
import type { TokenGrant } from './token-grant.js';

/** Payload of a token whose signature is right. */
export interface TokenClaims {
  readonly issuer: string;
  /** Milliseconds since the epoch. */
  readonly issuedMs: number;
  readonly grant: TokenGrant;
}

/** @returns undefined for a payload that this version does not sign */
export function readClaims(payload: Uint8Array): TokenClaims | undefined {
  const claims = parsed(payload);
  if (claims === undefined) return undefined;
  const { iss, sub, iat, exp, key, roles, models, sessions } = claims;
  const { max_sessions: maxSessions, max_session_ms: maxSessionMs } = claims;
  if (typeof iss !== 'string' || typeof sub !== 'string' || typeof key !== 'string') return undefined;
  if (!isSeconds(iat) || !isSeconds(exp) || !isNames(sessions)) return undefined;
  if (!isNames(roles) || (models !== undefined && !isNames(models))) return undefined;
  if (maxSessions !== undefined && typeof maxSessions !== 'number') return undefined;
  if (maxSessionMs !== undefined && typeof maxSessionMs !== 'number') return undefined;
  return {
    issuer: iss,
    issuedMs: iat * 1_000,
    grant: {
      keyId: key,
      subject: sub,
      roles: ROLES.filter((role) => roles.includes(role)),
      sessions,
      expiresAt: new Date(exp * 1_000),
      ...(models === undefined ? {} : { models }),
      ...(maxSessions === undefined ? {} : { maxSessions }),
      ...(maxSessionMs === undefined ? {} : { maxSessionMs }),
    },
  };
}

function parsed(payload: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(payload));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function isSeconds(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}
