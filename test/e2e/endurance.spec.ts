import { describe, expect, it } from '@jest/globals';
import { SignalingSocket } from '../contract/support/signaling-socket.js';
import { AppProcess } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';

const SESSIONS = 100;

/** Until code is compiled, pools are filled and the library has its threads. */
const WARM_UP = 10;

/** Sessions over which the lowest memory is looked for; a few collections fall into so many. */
const WINDOW = 30;

/** Between the two windows lie sixty sessions: a leak of half a MiB in each would show. */
const LEAK_LIMIT_BYTES = 30 * 2 ** 20;

describe('a server', () => {
  it('that is told to end while it is busy tells its clients why, and ends with code 0', async () => {
    const app = await AppProcess.start({ fixtures: true, models: ['mirror'] });
    const viewers = [new NativeViewer(), new NativeViewer()];
    try {
      for (const viewer of viewers) {
        await viewer.join(app.url);
        await viewer.sees(5);
      }
      const storm = viewers[0]!.storm('set_shade', { shade: 9 }, 2_000).catch(() => undefined);
      app.signal('SIGTERM');
      expect(await app.exited()).toBe(0);
      await storm;
      for (const viewer of viewers) {
        await viewer.hears('sessionEnded');
        expect((await viewer.look()).last).toEqual({
          scope: 'runtime',
          data: { type: 'sessionEnded', data: { reason: 'Session ended: the server is shutting down.' } },
        });
      }
    } finally {
      app.signal('SIGKILL');
      await Promise.all(viewers.map((viewer) => viewer.kill()));
    }
  }, 120_000);

  it('that has served a hundred sessions holds no more files, threads or memory than after the first', async () => {
    // Each collection looks at all of the heap: by itself the engine does that once in some 150 sessions.
    const app = await AppProcess.start({ fixtures: true, models: ['mirror'], nodeFlags: ['--gc-global'] });
    const viewer = new NativeViewer();
    const memory: number[] = [];
    const serve = async (sessions: number): Promise<void> => {
      for (let i = 0; i < sessions; i++) {
        await viewer.join(app.url);
        await viewer.sees(1);
        const socket = await SignalingSocket.open(app.url);
        await socket.ask({ type: 'join' });
        const { heard } = await viewer.look();
        await viewer.command('shout', { text: 'x' });
        // What is told to all, and the reply.
        await viewer.hears('heard', (heard['heard'] ?? 0) + 2);
        await viewer.leave();
        await socket.ask({ type: 'leave', stop: true });
        socket.close();
        await app.becomes('ready');
        memory.push(await app.metric('reactor_process_resident_memory_bytes'));
      }
    };
    try {
      await serve(WARM_UP);
      const [files, threads] = [app.openFiles, app.threads];
      await serve(SESSIONS - WARM_UP);
      expect(app.openFiles).toBeLessThanOrEqual(files + 5);
      expect(app.threads).toBeLessThanOrEqual(threads + 2);
      // Memory goes up and down with each collection: its lows tell what stays.
      const [early, late] = [memory.slice(WARM_UP, WARM_UP + WINDOW), memory.slice(-WINDOW)];
      expect(Math.min(...late) - Math.min(...early)).toBeLessThan(LEAK_LIMIT_BYTES);
      expect(await app.stop()).toBe(0);
    } finally {
      app.signal('SIGKILL');
      await viewer.kill();
    }
  }, 240_000);
});
