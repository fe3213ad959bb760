import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AppProcess } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';

const FLOOD = join(import.meta.dirname, 'flood.mjs');
const MEASURED_MS = 2_500;

/** Half of the requests are answered so soon, with room for a busy machine; without bounds it takes seconds. */
const HEALTH_LIMIT_MS = 500;

let app: AppProcess;
let viewer: NativeViewer;
let flood: ChildProcess | undefined;

beforeAll(async () => {
  app = await AppProcess.start({ fixtures: true, models: ['mirror'] });
  viewer = new NativeViewer();
  await viewer.join(app.url);
}, 90_000);

afterEach(() => void flood?.kill('SIGKILL'));

afterAll(async () => {
  await viewer?.kill();
  expect(await app?.stop()).toBe(0);
}, 30_000);

async function floodWith(kind: string, sockets: number): Promise<void> {
  flood = fork(FLOOD, [kind, app.url, String(sockets)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await once(flood, 'message');
}

/** How long each of some requests took, shortest first. */
async function healthTimes(): Promise<number[]> {
  const times: number[] = [];
  for (const endMs = performance.now() + MEASURED_MS; performance.now() < endMs;) {
    const startedMs = performance.now();
    expect((await fetch(`${app.url}/health`, { signal: AbortSignal.timeout(MEASURED_MS) })).status).toBe(200);
    times.push(performance.now() - startedMs);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return times.sort((a, b) => a - b);
}

describe('a viewer keeps its frames and others are answered while somebody floods the server', () => {
  it.each([
    ['with what is no message', 'nonsense', 1],
    ['with messages', 'messages', 1],
    ['with pings of the protocol', 'pings', 1],
    ['with valid commands', 'commands', 1],
    ['with valid commands on many sockets', 'commands', 32],
    ['with large bodies for a start', 'starts', 1],
  ])(
    '%s',
    async (_what, kind, sockets) => {
      // Also the time in which the server gets rid of the flood before.
      await viewer.sees(30, 30_000);
      const alone = await viewer.rate(MEASURED_MS);
      await floodWith(kind, sockets);
      const [during, times] = await Promise.all([viewer.rate(MEASURED_MS), healthTimes()]);
      expect(times[Math.floor(times.length / 2)]).toBeLessThan(HEALTH_LIMIT_MS);
      expect(during / alone).toBeGreaterThan(0.5);
    },
    60_000,
  );
});
