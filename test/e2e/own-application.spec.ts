import { afterEach, describe, expect, it } from '@jest/globals';
import { AppProcess } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';
import { until } from '../support/until.js';

const LIMIT_MS = 60_000;

let app: AppProcess | undefined;
let viewer: NativeViewer | undefined;

async function start(script: string, options: { env?: Record<string, string> } = {}) {
  app = await AppProcess.start({ script: `test/e2e/apps/${script}`, ...options });
  return app;
}

afterEach(async () => {
  await viewer?.kill();
  await app?.stop();
  viewer = app = undefined;
}, LIMIT_MS);

describe('a process that closes its application', () => {
  it(
    'ends by itself with code 0, also when it has streamed',
    async () => {
      const own = await start('closes-itself.mjs');
      await own.becomes('ready');
      viewer = new NativeViewer();
      await viewer.join(own.url);
      await viewer.sees(5);
      own.signal('SIGUSR2');
      expect(await own.exited()).toBe(0);
      expect(own.log).toMatch(/closed\nends with 0/);
    },
    LIMIT_MS,
  );
});

describe('a worker that cannot load its model', () => {
  const gone = async ({ url }: AppProcess) => {
    const health = async () =>
      (await (await fetch(`${url}/health`)).json()) as { state: string; detail: string | null };
    await until('the model to be given up', async () => (await health()).state === 'terminated', 20_000);
    return health();
  };

  it.each([
    [
      'because the file is TypeScript',
      'typescript',
      /sunny could not be loaded: file:\S+\/hello\.model\.ts is TypeScript.* run the compiled JavaScript/,
    ],
    [
      'because it asks for what only the server has',
      'injection',
      /sunny could not be loaded: parameter 1 of Sunny asks for Weather.* add Weather to @ReactorModel\(\{ providers \}\) of Sunny/,
    ],
  ])(
    'says what to do in the log, and nothing of it to clients: %s',
    async (_why, mistake, told) => {
      const own = await start('misplaced.mjs', { env: { MISTAKE: mistake } });
      expect(await gone(own)).toEqual({ status: 'unhealthy', state: 'terminated', detail: 'session terminated' });
      expect(own.log).toMatch(told);
      expect(own.log.match(/ERROR/g)).toHaveLength(2);
    },
    LIMIT_MS,
  );

  it(
    'says that the file starts the application again, which it does not do a second time',
    async () => {
      const own = await start('starts-itself.mjs');
      expect(await gone(own)).toMatchObject({ state: 'terminated', detail: 'session terminated' });
      expect(own.log).toMatch(/the worker of the model crowded starts the application again.* if isModelWorker\(\)/);
      expect(own.log.match(/Open http/g)).toHaveLength(1);
    },
    LIMIT_MS,
  );
});
