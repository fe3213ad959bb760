import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AppProcess, spawnApp } from '../support/app-process.js';
import { until } from '../support/until.js';

const LIMIT_MS = 60_000;
const TURN = 'someone;turn-secret-77;turn:turn.example:3478';

/** A process that is started and not waited for. */
class Run {
  private readonly process;

  constructor(model: string, env: Record<string, string> = {}) {
    this.process = spawnApp({ script: 'test/e2e/apps/broken-models.mjs', env: { BROKEN_MODEL: model, ...env } });
    runs.push(this);
  }

  get log(): string {
    return this.process.lines.join('\n');
  }

  get lines(): readonly string[] {
    return this.process.lines;
  }

  async exitCode(): Promise<number | null> {
    const { child } = this.process;
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.exitCode;
  }

  kill(signal: NodeJS.Signals): void {
    this.process.child.kill(signal);
  }
}

let runs: Run[] = [];

afterEach(() => {
  for (const run of runs) run.kill('SIGKILL');
  runs = [];
});

describe('the code that the process ends with', () => {
  it(
    'is 1 when the model could not be loaded, with the reason as the last line',
    async () => {
      const run = new Run('never_loads');
      expect(await run.exitCode()).toBe(1);
      expect(run.lines.filter((line) => line !== '').at(-1)).toMatch(
        /^\S+ ERROR Reactor: The model never_loads could not be loaded: the weights are missing/,
      );
      expect(run.log).not.toContain('Open http');
    },
    LIMIT_MS,
  );

  it(
    'is 1 when an encoder is named whose package is not installed, with what to install in the log',
    async () => {
      const run = new Run('loads_for_ever', { MEDIA_ENGINE: 'fanout', MEDIA_ENCODER: 'x264' });
      expect(await run.exitCode()).toBe(1);
      expect(run.log).toContain(
        'media.encoder is x264, and the package node-av is not installed; run: npm install node-av',
      );
    },
    LIMIT_MS,
  );

  it(
    'is 1 when the model is lost more often than it is started again, with the reason in the log',
    async () => {
      const run = new Run('ends_itself');
      expect(await run.exitCode()).toBe(1);
      expect(run.log).toMatch(/WARNING Reactor:ends_itself: starting the worker again \(3 of 3\)/);
      expect(run.log).toMatch(/ERROR Reactor:ends_itself: the model cannot be recovered: /);
    },
    LIMIT_MS,
  );

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'is 0 after %s',
    async (signal) => {
      const run = new Run('sleeps');
      await until('the address', () => run.log.includes('Open http'), LIMIT_MS);
      run.kill(signal);
      expect(await run.exitCode()).toBe(0);
    },
    LIMIT_MS,
  );

  it(
    'is 0 after SIGTERM while the model loads',
    async () => {
      const run = new Run('loads_for_ever');
      await until('the server', () => run.log.includes('Listening at'), LIMIT_MS);
      run.kill('SIGTERM');
      expect(await run.exitCode()).toBe(0);
      expect(run.log).toContain('INFO Reactor: The model loads_for_ever is shutting down.');
      expect(run.log).not.toMatch(/ERROR|WARN/);
    },
    LIMIT_MS,
  );

  it(
    'waits for the operator where a failure is not to end it',
    async () => {
      const run = new Run('never_loads', { REACTOR_EXIT_ON_FAILURE: 'off' });
      await until('the failure', () => run.log.includes('could not be loaded'), LIMIT_MS);
      run.kill('SIGTERM');
      expect(await run.exitCode()).toBe(0);
    },
    LIMIT_MS,
  );

  it(
    'is 1 for a mistake in the environment, which is told without repeating a secret',
    async () => {
      const run = new Run('sleeps', { PORT: 'eighty', TURN_SERVERS: 'someone;turn-secret-77' });
      expect(await run.exitCode()).toBe(1);
      expect(run.log).toContain("PORT 'eighty' must be an integer from 0 to 65535");
      expect(run.log).toContain("TURN_SERVERS entries must be 'username;credential;url'");
      expect(run.log).not.toContain('turn-secret-77');
    },
    LIMIT_MS,
  );
});

describe('the log of a process', () => {
  it(
    'has a session’s id on each of its lines, in JSON too, and no secret',
    async () => {
      const app = await AppProcess.start({
        models: ['hello'],
        env: { REACTOR_LOG_FORMAT: 'json', REACTOR_LOG_LEVEL: 'DEBUG', TURN_SERVERS: TURN },
      });
      const started = await fetch(`${app.url}/start_session`, { method: 'POST' });
      const { session_id } = (await started.json()) as { session_id: string };
      await fetch(`${app.url}/stop_session`, { method: 'POST' });
      await until('the end', async () => {
        const reply = await fetch(`${app.url}/session`);
        return ((await reply.json()) as { state: string }).state === 'ready';
      });
      expect(await app.stop()).toBe(0);
      const records = app.log
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      const moves = records.filter(({ session }) => session === session_id).map(({ msg }) => msg);
      expect(moves).toEqual([
        'ready -> waiting (start_session)',
        'waiting -> closing (stop_session)',
        'closing -> ready (cleanup_complete)',
      ]);
      for (const record of records) expect(record).toMatchObject({ ts: expect.any(String), level: expect.any(String) });
      expect(app.log).not.toContain('turn-secret-77');
    },
    LIMIT_MS,
  );
});
