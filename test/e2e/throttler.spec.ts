import { afterEach, describe, expect, it } from '@jest/globals';
import { SignalingSocket } from '../contract/support/signaling-socket.js';
import { AppProcess } from '../support/app-process.js';
import { until } from '../support/until.js';

const LIMIT_MS = 60_000;

let app: AppProcess;

async function start(requests: number): Promise<void> {
  app = await AppProcess.start({ script: 'test/e2e/apps/throttled.mjs', env: { REQUESTS: String(requests) } });
  await available('its model');
}

async function startSession(): Promise<{
  status: number;
  retryAfter: number;
  body: { code?: string; detail?: string };
}> {
  const response = await fetch(`${app.url}/start_session`, { method: 'POST' });
  const body = (await response.json()) as { code?: string; detail?: string };
  return { status: response.status, retryAfter: Number(response.headers.get('retry-after')), body };
}

/** The guard counts the requests of each route apart. */
async function available(what: string): Promise<void> {
  await until(what, async () => (await (await fetch(`${app.url}/health`)).text()).includes('"available"'));
}

afterEach(async () => {
  await app.stop();
}, LIMIT_MS);

describe('an application with @nestjs/throttler', () => {
  it(
    'lends its storage to count session starts, over HTTP and the socket together',
    async () => {
      await start(1_000);
      expect((await startSession()).status).toBe(200);
      // It runs already, and is counted all the same.
      expect((await startSession()).status).toBe(200);
      const { status, retryAfter, body } = await startSession();
      expect([status, body.code]).toEqual([429, 'rate_limited']);
      expect(retryAfter).toBeGreaterThan(30);
      expect(retryAfter).toBeLessThanOrEqual(60);
      await fetch(`${app.url}/stop_session`, { method: 'POST' });
      await available('the end');
      const socket = await SignalingSocket.open(app.url);
      expect(await socket.ask({ type: 'join' })).toMatchObject({ type: 'error', error: { code: 'rate_limited' } });
      socket.close();
    },
    LIMIT_MS,
  );

  it(
    'has its own guard answered in the form of every other refusal',
    async () => {
      await start(200);
      const ask = (): Promise<Response> => fetch(`${app.url}/schema`);
      for (let i = 0; i < 200; i++) expect((await ask()).status).toBe(200);
      const refused = await ask();
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await refused.json()).toMatchObject({ code: 'rate_limited' });
    },
    LIMIT_MS,
  );
});
