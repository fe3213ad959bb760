import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppProcess } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';
import { until } from '../support/until.js';

const LIMIT = 400;

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('a server that may open few files', () => {
  let app: AppProcess;
  let crowd: NativeViewer;

  beforeAll(async () => {
    const under = ['sh', '-c', `ulimit -n ${LIMIT}; exec "$@"`, 'sh'];
    // Of the other engine viewers open none.
    const env = { MEDIA_ENGINE: 'wrtc', WEBRTC_NEGOTIATION_TIMEOUT_SECONDS: '10' };
    app = await AppProcess.start({ fixtures: true, models: ['mirror'], env, under });
    crowd = new NativeViewer();
  }, 90_000);
  afterAll(async () => {
    await crowd?.kill();
    expect(await app?.stop()).toBe(0);
  }, 60_000);

  it('says how many viewers it has room for, and what to raise', () => {
    expect(app.log).toMatch(/may open 400 files, which is room for about \d+ viewers; raise it with ulimit -n/);
  });

  it('refuses viewers before it runs out, goes on with those it has, and takes others when some have left', async () => {
    const watching = new NativeViewer();
    try {
      await watching.join(app.url);
      await watching.sees(5);
      const refusals: string[] = [];
      for (let i = 0; i < 26; i++) {
        await crowd.offer(app.url).catch((error: unknown) => void refusals.push(String(error)));
      }
      expect(refusals.length).toBeGreaterThan(5);
      for (const refusal of refusals) expect(refusal).toMatch(/503 .*"code":"connection_limit"/);
      expect(app.openFiles).toBeLessThan(LIMIT);
      await watching.sees(15);
      // Those that were answered and do not connect lose their places.
      await until('room', () => app.openFiles < LIMIT / 2, 30_000);
      await crowd.offer(app.url);
      await watching.sees(15);
    } finally {
      await watching.kill();
    }
  }, 120_000);
});
