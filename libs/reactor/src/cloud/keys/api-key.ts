import { createHash, randomBytes } from 'node:crypto';
import type { Role } from '@nestjs-reactor/protocol';

/** What is stored of an API key: enough to recognise it, not enough to use it. */
export interface ApiKey {
  /** The part of it that may be shown: in logs, metrics and lists. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** SHA-256 of the whole key, in hexadecimal digits. */
  readonly hash: string;
  /** What its tokens may do at most. */
  readonly roles: readonly Role[];
  /**
   * The models that its tokens may use, by name.
   * @defaultValue all
   */
  readonly models?: readonly string[];
  /**
   * Sessions that it may have at once, in place of `cloud.maxSessions`.
   * @defaultValue as `cloud.maxSessions` says
   */
  readonly maxSessions?: number;
  readonly createdAt: Date;
  /** From this time it and its tokens are refused with `key_withdrawn`; its sessions end. */
  readonly withdrawnAt?: Date;
}

/** A new key: its text is shown once and stored nowhere. */
export interface MintedKey {
  readonly text: string;
  readonly id: string;
  readonly hash: string;
}

const ID_BYTES = 6;
const SECRET_BYTES = 32;

/** `rk_`, the id, and 256 random bits: too many to guess, so that one pass of SHA-256 protects the stored hash. */
export function mintKey(): MintedKey {
  const id = randomBytes(ID_BYTES).toString('hex');
  const text = `rk_${id}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  return { text, id, hash: hashOf(text) };
}

/** Could this text be an API key? */
export function looksLikeKey(text: string): boolean {
  return text.startsWith('rk_');
}

/** Of any text: what a key is looked up by, so that the time of the answer says nothing about the stored keys. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
