import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AppProcess } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';

let app: AppProcess;
let viewers: NativeViewer[] = [];

beforeAll(async () => {
  app = await AppProcess.start({ fixtures: true, models: ['mirror'] });
}, 90_000);
afterAll(async () => {
  expect(await app?.stop()).toBe(0);
}, 30_000);
afterEach(async () => {
  await Promise.all(viewers.map((viewer) => viewer.kill()));
  viewers = [];
});

async function join(takesBytes?: number): Promise<NativeViewer> {
  const viewer = new NativeViewer();
  viewers.push(viewer);
  await viewer.join(app.url, takesBytes === undefined ? {} : { takesBytes });
  await viewer.sees(1);
  return viewer;
}

describe('a client that takes short messages alone', () => {
  it('keeps its channel when a longer one comes for it, and others get that', async () => {
    const [short, other] = [await join(120), await join()];
    await short.command('shout', { text: 'x'.repeat(100) });
    // The message to all; the reply is the caller's.
    await other.hears('heard', 1);
    await short.command('shout', { text: 'still here' });
    await short.hears('heard', 2);
    await other.hears('heard', 2);
    expect((await short.look()).heard['heard']).toBe(2);
    expect(await app.metric('reactor_messages_dropped_total')).toBeGreaterThanOrEqual(1);
    expect(app.log).toContain('this client takes messages of 120 bytes');
  }, 90_000);
});
