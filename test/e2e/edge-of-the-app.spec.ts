import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppProcess } from '../support/app-process.js';

const LIMIT_MS = 90_000;
const WARNING = 'session.iceServers has TURN credentials that do not end, and everybody may ask for them';

describe('the default app', () => {
  let app: AppProcess;

  beforeAll(async () => {
    app = await AppProcess.start({ models: ['hello'], loading: true });
  }, LIMIT_MS);

  afterAll(async () => {
    expect(await app?.stop()).toBe(0);
  }, 30_000);

  it.each([
    ['GET', '/nowhere'],
    ['POST', '/wp-login.php'],
    ['GET', '/%zz'],
  ])('answers what it has no route for with headers against abuse: %s %s', async (method, path) => {
    const { status, headers } = await fetch(app.url + path, { method });
    expect(status).toBe(404);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
    expect(headers.get('x-powered-by')).toBeNull();
  });
});

describe('the log of the default app', () => {
  it.each([
    ['warns of TURN credentials that last', { TURN_SERVERS: 'user;north;turn:turn.example:3478' }, true],
    ['does not warn of those of a secret', { TURN_URLS: 'turn:turn.example:3478', TURN_SECRET: 'north' }, false],
    ['does not warn of a STUN server', { STUN_SERVERS: 'stun:stun.example:3478' }, false],
  ])(
    '%s',
    async (_what, env, warns) => {
      const app = await AppProcess.start({ models: ['hello'], loading: true, env });
      expect(await app.stop()).toBe(0);
      expect(app.log.includes(WARNING)).toBe(warns);
      expect(app.log).not.toContain('north');
    },
    LIMIT_MS,
  );
});
