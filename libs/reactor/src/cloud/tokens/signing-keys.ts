import { hkdfSync } from 'node:crypto';

const KEY_BYTES = 32;
const FINGERPRINT_BYTES = 4;

/** A key that signs tokens, and its name in their header. */
export interface SigningKey {
  readonly kid: string;
  readonly key: Uint8Array;
  /** The times at which it signs: milliseconds since the epoch, the second one excluded. */
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * The keys that sign tokens: one for each period of time, derived from a secret by HKDF. Machines that have the same secret
 * have the same keys, and nothing is stored.
 */
export class SigningKeys {
  private readonly secrets: ReadonlyMap<string, string>;
  private readonly derived = new Map<string, SigningKey>();

  /**
   * @param secrets the first signs; tokens of the others are still valid, until they expire
   * @param periodMs how long a key signs
   */
  constructor(
    private readonly given: readonly [string, ...string[]],
    private readonly periodMs: number,
  ) {
    this.secrets = new Map(given.map((secret) => [fingerprintOf(secret), secret]));
  }

  /** The key that signs at this time. */
  at(nowMs: number): SigningKey {
    const secret = this.given[0];
    return this.derive(secret, fingerprintOf(secret), Math.floor(nowMs / this.periodMs));
  }

  /** The key of this name; undefined for one that this server never signs with. */
  find(kid: string): SigningKey | undefined {
    const known = this.derived.get(kid);
    if (known !== undefined) return known;
    const { fingerprint = '', period } = KID.exec(kid)?.groups ?? {};
    const secret = this.secrets.get(fingerprint);
    return secret === undefined ? undefined : this.derive(secret, fingerprint, Number(period));
  }

  private derive(secret: string, fingerprint: string, period: number): SigningKey {
    const kid = `${fingerprint}.${period}`;
    const known = this.derived.get(kid);
    if (known !== undefined) return known;
    const fromMs = period * this.periodMs;
    const key = bytesOf(secret, `token ${period}`, KEY_BYTES);
    const derived = { kid, key, fromMs, untilMs: fromMs + this.periodMs };
    if (this.derived.size >= MAX_DERIVED) this.derived.clear();
    this.derived.set(kid, derived);
    return derived;
  }
}

/** Names come from clients: of those that are not guessed, a few are in use. */
const MAX_DERIVED = 64;

const KID = /^(?<fingerprint>[0-9a-f]{8})\.(?<period>\d{1,12})$/;

/** Names a secret without revealing it. */
function fingerprintOf(secret: string): string {
  return Buffer.from(bytesOf(secret, 'fingerprint', FINGERPRINT_BYTES)).toString('hex');
}

function bytesOf(secret: string, purpose: string, length: number): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', `nestjs-reactor ${purpose}`, length));
}
