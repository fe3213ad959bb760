import { randomUUID } from 'node:crypto';
import { compactVerify, decodeProtectedHeader, errors, SignJWT } from 'jose';
import { ReactorError } from '../../errors/index.js';
import type { SigningKey, SigningKeys } from './signing-keys.js';
import { readClaims } from './token-claims.js';
import type { TokenGrant } from './token-grant.js';

const ALGORITHM = 'HS256';

/** How tokens are made and checked. Times are milliseconds. */
export interface TokenRules {
  /** `iss` of the tokens, and of those that are accepted. */
  readonly issuer: string;
  /** Longest life of a token. */
  readonly maxLifeMs: number;
  /** How far the clocks of two machines may differ. */
  readonly leewayMs: number;
}

/** A signed token as it is given to a client. */
export interface MintedToken {
  readonly jwt: string;
  readonly expiresAt: Date;
}

/**
 * Signs and reads tokens. Reading one costs one check of a signature whatever is wrong with it: the time of a refusal says
 * nothing about the reason.
 */
export class Tokens {
  private readonly decoy: Promise<string>;

  /** @param now milliseconds since the epoch */
  constructor(
    private readonly keys: SigningKeys,
    private readonly rules: TokenRules,
    private readonly now: () => number = Date.now,
  ) {
    this.decoy = sign({}, { kid: 'decoy', key: DECOY_KEY });
  }

  /** @param lifeMs a longer life than the rules allow is shortened to that */
  async mint(grant: Omit<TokenGrant, 'expiresAt'>, lifeMs: number): Promise<MintedToken> {
    const nowMs = this.now();
    const issued = Math.floor(nowMs / 1_000);
    const expires = issued + Math.floor(Math.min(lifeMs, this.rules.maxLifeMs) / 1_000);
    const { keyId, subject, roles, models, sessions, maxSessions, maxSessionMs } = grant;
    const jwt = await sign(
      {
        iss: this.rules.issuer,
        sub: subject,
        jti: randomUUID(),
        iat: issued,
        exp: expires,
        key: keyId,
        roles,
        sessions,
        ...(models === undefined ? {} : { models }),
        ...(maxSessions === undefined ? {} : { max_sessions: maxSessions }),
        ...(maxSessionMs === undefined ? {} : { max_session_ms: maxSessionMs }),
      },
      this.keys.at(nowMs),
    );
    return { jwt, expiresAt: new Date(expires * 1_000) };
  }

  /**
   * Rejects with `token_invalid` for a text that is no token, or was changed; with `token_foreign` for one that another
   * server signed; with `token_expired`.
   */
  async read(jwt: string): Promise<TokenGrant> {
    const kid = kidOf(jwt);
    const key = kid === undefined ? undefined : this.keys.find(kid);
    const payload = await verified(key === undefined ? await this.decoy : jwt, key?.key ?? DECOY_KEY);
    if (kid === undefined) throw invalid();
    if (key === undefined) throw foreign();
    const claims = payload === undefined ? undefined : readClaims(payload);
    if (claims === undefined) throw invalid();
    if (claims.issuer !== this.rules.issuer) throw foreign();
    this.checkTimes(claims, key);
    return claims.grant;
  }

  private checkTimes({ issuedMs, grant }: { issuedMs: number; grant: TokenGrant }, key: SigningKey): void {
    const { leewayMs, maxLifeMs } = this.rules;
    const expiresMs = grant.expiresAt.getTime();
    // A key that became known later must not sign for other times than its own.
    const isOfKey = issuedMs >= key.fromMs - 1_000 && issuedMs < key.untilMs && expiresMs - issuedMs <= maxLifeMs;
    if (!isOfKey || issuedMs > this.now() + leewayMs) throw invalid();
    if (expiresMs + leewayMs <= this.now()) {
      throw new ReactorError('token_expired', 'this token has expired; get a new one from POST /tokens');
    }
  }
}

const DECOY_KEY = new Uint8Array(32);

/** The name of the key; undefined where it is no token of our form. */
function kidOf(jwt: string): string | undefined {
  if (!/^[\w-]+\.[\w-]+\.[\w-]{43}$/.test(jwt)) return undefined;
  try {
    const { alg, kid, crit, b64 } = decodeProtectedHeader(jwt) as Record<string, unknown>;
    return alg === ALGORITHM && typeof kid === 'string' && crit === undefined && b64 === undefined ? kid : undefined;
  } catch {
    return undefined;
  }
}

/** @returns undefined where the signature is of something else, or by another key */
async function verified(jwt: string, key: Uint8Array): Promise<Uint8Array | undefined> {
  try {
    return (await compactVerify(jwt, key, { algorithms: [ALGORITHM] })).payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}

async function sign(claims: Record<string, unknown>, { kid, key }: Pick<SigningKey, 'kid' | 'key'>): Promise<string> {
  return await new SignJWT(claims).setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid }).sign(key);
}

function invalid(): ReactorError {
  return new ReactorError(
    'token_invalid',
    'this is no token of this server, or it was changed; get one from POST /tokens',
  );
}

function foreign(): ReactorError {
  return new ReactorError(
    'token_foreign',
    'another server signed this token; get one from POST /tokens of this server',
  );
}
