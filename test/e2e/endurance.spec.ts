import { describe, expect, it } from '@jest/globals';
import { SignalingSocket } from '../contract/support/signaling-socket.js';
import { AppProcess } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';

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

  it('that has served a hundred sessions holds no more files, threads or memory than after twenty', async () => {
    const app = await AppProcess.start({ fixtures: true, models: ['mirror'] });
    const viewer = new NativeViewer();
    const serve = async (sessions: number): Promise<void> => {
      for (let i = 0; i < sessions; i++) {
        // Every fifth with real media; the others are there for their number.
        if (i % 5 === 0) {
          await viewer.join(app.url);
          await viewer.sees(1);
          await viewer.leave();
          await fetch(`${app.url}/stop_session`, { method: 'POST' });
        } else {
          const socket = await SignalingSocket.open(app.url);
          await socket.ask({ type: 'join' });
          await socket.ask({ type: 'command', name: 'shout', args: { text: 'x' } });
          await socket.ask({ type: 'leave', stop: true });
          socket.close();
        }
        await app.becomes('ready');
      }
    };
    const memory = (): Promise<number> => app.metric('reactor_process_resident_memory_bytes');
    try {
      await serve(20);
      const [files, threads, bytes] = [app.openFiles, app.threads, await memory()];
      await serve(80);
      expect(app.openFiles).toBeLessThanOrEqual(files + 5);
      expect(app.threads).toBeLessThanOrEqual(threads + 2);
      expect((await memory()) - bytes).toBeLessThan(80 * 2 ** 20);
      expect(await app.stop()).toBe(0);
    } finally {
      app.signal('SIGKILL');
      await viewer.kill();
    }
  }, 180_000);
});
