import { type Role, ROLES } from '@nestjs-reactor/protocol';
import { ReactorError } from '../../errors/index.js';
import type { ApiKey } from './api-key.js';

/** A key as the file has it. */
interface StoredKey {
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  readonly roles: readonly Role[];
  readonly models?: readonly string[];
  readonly max_sessions?: number;
  readonly created_at: string;
  readonly withdrawn_at?: string;
}

/** The text of a file with these keys. */
export function writeKeys(keys: readonly ApiKey[]): string {
  return `${JSON.stringify({ keys: keys.map(stored) }, null, 2)}\n`;
}

/** Throws `bad_configuration` where it is not what `writeKeys` writes. */
export function readKeys(text: string, path: string): ApiKey[] {
  const { keys } = parsed(text, path);
  if (!Array.isArray(keys)) throw wrong(path, 'has no list "keys"');
  return keys.map((key: unknown, at) => {
    const read = readKey(key);
    if (read === undefined) throw wrong(path, `has a key that cannot be read, number ${at + 1}`);
    return read;
  });
}

function stored({ id, name, hash, roles, models, maxSessions, createdAt, withdrawnAt }: ApiKey): StoredKey {
  return {
    id,
    name,
    hash,
    roles,
    ...(models === undefined ? {} : { models }),
    ...(maxSessions === undefined ? {} : { max_sessions: maxSessions }),
    created_at: createdAt.toISOString(),
    ...(withdrawnAt === undefined ? {} : { withdrawn_at: withdrawnAt.toISOString() }),
  };
}

function readKey(value: unknown): ApiKey | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const key = value as { readonly [K in keyof StoredKey]?: unknown };
  const { id, name, hash, roles, models, max_sessions: maxSessions } = key;
  if (typeof id !== 'string' || typeof name !== 'string') return undefined;
  if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash)) return undefined;
  if (!isNames(roles) || !roles.every((role) => ROLES.includes(role as Role))) return undefined;
  if (models !== undefined && !isNames(models)) return undefined;
  if (maxSessions !== undefined && !(Number.isSafeInteger(maxSessions) && Number(maxSessions) >= 0)) return undefined;
  const createdAt = dateOf(key.created_at);
  const withdrawnAt = key.withdrawn_at === undefined ? undefined : dateOf(key.withdrawn_at);
  if (createdAt === undefined || (key.withdrawn_at !== undefined && withdrawnAt === undefined)) return undefined;
  return {
    id,
    name,
    hash,
    roles: roles as readonly Role[],
    createdAt,
    ...(models === undefined ? {} : { models }),
    ...(maxSessions === undefined ? {} : { maxSessions: Number(maxSessions) }),
    ...(withdrawnAt === undefined ? {} : { withdrawnAt }),
  };
}

function parsed(text: string, path: string): { readonly keys?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // It is named with its path.
  }
  throw wrong(path, 'is no JSON object');
}

function dateOf(value: unknown): Date | undefined {
  const date = typeof value === 'string' ? new Date(value) : undefined;
  return date !== undefined && Number.isFinite(date.getTime()) ? date : undefined;
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

function wrong(path: string, what: string): ReactorError {
  return new ReactorError('bad_configuration', `${path} ${what}; correct it, or move it away and make new keys`);
}
