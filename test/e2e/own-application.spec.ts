import { afterEach, describe, expect, it } from '@jest/globals';
import { AppProcess } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';

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
