import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SigningKeys } from './signing-keys.js';
import { Tokens } from './tokens.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START_MS = Date.UTC(2026, 10, 28, 12);
const OLD = 'the old secret of this server, which is long enough';
const NEW = 'the new secret of this server, which is long enough';
const RULES = { issuer: 'here', maxLifeMs: 6 * HOUR_MS, leewayMs: 120_000 };
const GRANT = { keyId: 'k1', subject: 'ada', roles: ['view', 'control'] as const, sessions: ['s1'] };

let nowMs: number;
beforeEach(() => {
  nowMs = START_MS;
});

function server(secrets: [string, ...string[]] = [OLD], rules = RULES): Tokens {
  return new Tokens(new SigningKeys(secrets, DAY_MS), rules, () => nowMs);
}

const part = (jwt: string, at: number): Record<string, unknown> =>
  JSON.parse(Buffer.from(jwt.split('.')[at]!, 'base64url').toString()) as Record<string, unknown>;

/** The same token with another part, signed as it was. */
function changed(jwt: string, at: 0 | 1, value: Record<string, unknown>): string {
  const parts = jwt.split('.');
  parts[at] = Buffer.from(JSON.stringify({ ...part(jwt, at), ...value })).toString('base64url');
  return parts.join('.');
}

const refused = (code: string): object => expect.objectContaining({ code });

describe('a token', () => {
  it('says what it was minted for', async () => {
    const grant = { ...GRANT, models: ['echo'], maxSessions: 2, maxSessionMs: 5_000 };
    const { jwt, expiresAt } = await server().mint(grant, HOUR_MS);
    expect(expiresAt.getTime()).toBe(START_MS + HOUR_MS);
    expect(await server().read(jwt)).toEqual({ ...grant, expiresAt });
  });

  it('lives no longer than the rules allow', async () => {
    const { expiresAt } = await server().mint(GRANT, DAY_MS);
    expect(expiresAt.getTime()).toBe(START_MS + 6 * HOUR_MS);
  });

  it('is accepted for as long after its end as clocks may differ', async () => {
    const { jwt } = await server().mint(GRANT, HOUR_MS);
    nowMs += HOUR_MS + 119_999;
    expect(await server().read(jwt)).toMatchObject({ subject: 'ada' });
    nowMs += 1;
    await expect(server().read(jwt)).rejects.toEqual(refused('token_expired'));
  });

  it('of a machine whose clock is ahead is accepted, within the same time', async () => {
    nowMs += 120_000;
    const { jwt } = await server().mint(GRANT, HOUR_MS);
    nowMs -= 120_000;
    expect(await server().read(jwt)).toMatchObject({ subject: 'ada' });
    nowMs -= 1_000;
    await expect(server().read(jwt)).rejects.toEqual(refused('token_invalid'));
  });

  it('outlives the key that signed it, which signs no more', async () => {
    nowMs = START_MS + 12 * HOUR_MS - 1;
    const { jwt } = await server().mint(GRANT, HOUR_MS);
    nowMs += 2;
    expect(await server().read(jwt)).toMatchObject({ subject: 'ada' });
    const next = await server().mint(GRANT, HOUR_MS);
    expect(part(next.jwt, 0)['kid']).not.toBe(part(jwt, 0)['kid']);
  });

  it('survives a new secret while the old one is in the list', async () => {
    const { jwt } = await server([OLD]).mint(GRANT, HOUR_MS);
    expect(await server([NEW, OLD]).read(jwt)).toMatchObject({ subject: 'ada' });
    await expect(server([NEW]).read(jwt)).rejects.toEqual(refused('token_foreign'));
  });

  it('signed by a key for a time that is not that key’s is refused', async () => {
    const keys = new SigningKeys([OLD], DAY_MS);
    const yesterday = keys.at(START_MS - DAY_MS);
    const forged = new Tokens(
      { at: () => yesterday, find: () => yesterday } as unknown as SigningKeys,
      RULES,
      () => nowMs,
    );
    const { jwt } = await forged.mint(GRANT, HOUR_MS);
    await expect(server().read(jwt)).rejects.toEqual(refused('token_invalid'));
  });
});

describe('a wrong token', () => {
  const WRONG: [string, string, (jwt: string) => string | Promise<string>][] = [
    ['whose claims were changed', 'token_invalid', (jwt) => changed(jwt, 1, { roles: ['operate'] })],
    ['whose end was moved', 'token_invalid', (jwt) => changed(jwt, 1, { exp: 2_000_000_000 })],
    ['whose signature was cut', 'token_invalid', (jwt) => jwt.slice(0, -1)],
    ['without a signature', 'token_invalid', (jwt) => `${jwt.slice(0, jwt.lastIndexOf('.'))}.`],
    ['of another algorithm', 'token_invalid', (jwt) => changed(jwt, 0, { alg: 'none' })],
    ['with a critical extension', 'token_invalid', (jwt) => changed(jwt, 0, { crit: ['x'], x: 1 })],
    ['that is three words', 'token_invalid', () => 'one.two.three'],
    ['of another secret', 'token_foreign', async () => (await server([NEW]).mint(GRANT, HOUR_MS)).jwt],
    ['with a key of no name of ours', 'token_foreign', (jwt) => changed(jwt, 0, { kid: '../../etc/passwd' })],
    [
      'of another server with the same secret',
      'token_foreign',
      async () => (await server([OLD], { ...RULES, issuer: 'there' }).mint(GRANT, HOUR_MS)).jwt,
    ],
  ];

  it.each(WRONG)('%s is refused with %s', async (_, code, spoil) => {
    const { jwt } = await server().mint(GRANT, HOUR_MS);
    await expect(server().read(await spoil(jwt))).rejects.toEqual(refused(code));
  });

  it.each([...WRONG, ['that is right', '', (jwt: string) => jwt] as const])(
    '%s costs one check of a signature',
    async (_, __, spoil) => {
      const tokens = server();
      const text = await spoil((await tokens.mint(GRANT, HOUR_MS)).jwt);
      const verify = jest.spyOn(crypto.subtle, 'verify');
      try {
        await tokens.read(text).catch(() => undefined);
        expect(verify).toHaveBeenCalledTimes(1);
      } finally {
        verify.mockRestore();
      }
    },
  );
});
