import { describe, expect, it } from '@jest/globals';
import { SignalingSocket } from '../contract/support/signaling-socket.js';
import { AppProcess } from '../support/app-process.js';

describe('flags that Node is started with', () => {
  it.each([
    ['of V8 and the process', ['--max-old-space-size=2048', '--expose-gc', '--title=reactor']],
    ['of the inspector', ['--inspect=127.0.0.1:0']],
  ])(
    '%s leave the models at work',
    async (_whose, nodeFlags) => {
      // The conditions have to reach the worker beside them, or it would not find the model.
      const app = await AppProcess.start({ fixtures: true, models: ['hazard'], nodeFlags });
      try {
        const viewer = await SignalingSocket.open(app.url);
        await viewer.ask({ type: 'join' });
        expect(await viewer.ask({ type: 'command', name: 'count', args: {} })).toMatchObject({ type: 'reply' });
        viewer.close();
        expect(await app.stop()).toBe(0);
      } finally {
        app.signal('SIGKILL');
      }
    },
    90_000,
  );
});
