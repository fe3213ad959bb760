import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SignalingSocket } from '../contract/support/signaling-socket.js';
import { AppProcess } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';
import { until } from '../support/until.js';

/** A worker is started again before the next session may begin: its thread, its Nest context, its model. */
const RESTART_LIMIT_MS = 20_000;

/** `inference.slowTurnMs` of the default app. */
const SLOW_TURN_MS = 5_000;

/** The same 10 s are the limit of a handler and of a turn at its session's end; here the end of the session is to come first. */
const ENV = { REACTOR_MAX_RESTARTS: '1', REACTOR_HANDLER_TIMEOUT_SECONDS: '30' };

/** The end of a session whose worker is started again. */
const LOST = { type: 'ended', reason: 'worker_lost', message: expect.any(String), retryable: true };

describe('a model that breaks', () => {
  let app: AppProcess;
  let viewer: SignalingSocket;

  beforeAll(async () => {
    app = await AppProcess.start({ fixtures: true, models: ['hazard'], env: ENV });
  }, 90_000);

  afterAll(async () => {
    expect(await app?.stop()).toBe(0);
  }, 30_000);

  beforeEach(async () => {
    viewer = await SignalingSocket.open(app.url);
    expect(await viewer.ask({ type: 'join' })).toMatchObject({ type: 'joined' });
  });

  afterEach(() => viewer.close());

  const command = (name: string, args: object = {}) => viewer.ask({ type: 'command', name, args });
  const ended = () => until('the end to be told', () => viewer.told.find(({ type }) => type === 'ended'), 20_000);
  const nextSessionWorks = async (): Promise<void> => {
    await app.becomes('ready', RESTART_LIMIT_MS);
    expect(await viewer.ask({ type: 'join' })).toMatchObject({ type: 'joined' });
    expect(await command('count')).toMatchObject({ type: 'reply', message: { type: 'count', data: { commands: 1 } } });
    expect(await viewer.ask({ type: 'leave', stop: true })).toEqual({ type: 'left' });
    await app.becomes('ready');
  };

  it('in inference() ends its session, says that it did, and serves the next one', async () => {
    expect(await command('spoil')).toMatchObject({ type: 'reply' });
    expect(await ended()).toEqual({ type: 'ended', reason: 'error', message: expect.stringContaining('hazard') });
    await nextSessionWorks();
    expect(app.log).toContain('the picture is spoilt');
  });

  // One restart is all that is allowed: that the rows follow each other shows that a good session in between counts.
  it.each([
    ['by ending its thread in a command', 'exit', {}],
    ['by an error that nobody catches', 'throw_later', {}],
  ])(
    '%s ends its session, says that it did, and a fresh worker serves the next one',
    async (_how, name, args) => {
      const restarts = await app.metric('reactor_worker_restarts_total');
      viewer.send({ type: 'command', name, args });
      expect(await ended()).toEqual(LOST);
      expect(JSON.stringify(viewer.told)).not.toContain('postgres');
      await nextSessionWorks();
      expect(await app.metric('reactor_worker_restarts_total')).toBe(restarts + 1);
    },
    60_000,
  );

  it('tells its log alone what it broke by', () => {
    expect(app.log).toContain('postgres://user:pass@db');
  });

  it('in the middle of a frame that two watch ends their session, tells them, and streams to them in the next one', async () => {
    const watching = [new NativeViewer(), new NativeViewer()];
    try {
      for (const each of watching) {
        await each.join(app.url);
        await each.sees(5);
      }
      expect(await command('exit_in_turn')).toMatchObject({ type: 'reply' });
      expect(await ended()).toEqual(LOST);
      for (const each of watching) await each.hears('sessionEnded');
      await app.becomes('ready', RESTART_LIMIT_MS);
      for (const each of watching) {
        await each.leave();
        await each.join(app.url);
        await each.sees(5);
      }
      await fetch(`${app.url}/stop_session`, { method: 'POST' });
      await nextSessionWorks();
    } finally {
      await Promise.all(watching.map((each) => each.kill()));
    }
  }, 90_000);

  it('for a while, by a turn that computes, is told of in the log and the metrics, and goes on', async () => {
    expect(await app.metric('reactor_turn_age_seconds')).toBe(0);
    expect(await command('block_in_turn', { ms: SLOW_TURN_MS + 4_000 })).toMatchObject({ type: 'reply' });
    const counted = viewer.send({ type: 'command', name: 'count', args: {} });
    const told = /turn \d+ of hazard has blocked the worker's thread for [5-9]\.\d s, .*await between its steps/g;
    await until('a warning', () => told.test(app.log), 20_000);
    expect(await app.metric('reactor_turn_age_seconds')).toBeGreaterThan(SLOW_TURN_MS / 1_000);
    // Nothing of it is a reason to end the process.
    expect(await (await fetch(`${app.url}/health`)).json()).toEqual({
      status: 'healthy',
      state: 'serving',
      detail: null,
    });
    const answer = await until('an answer', () => viewer.told.find(({ request_id }) => request_id === counted), 20_000);
    expect(answer).toMatchObject({ type: 'reply', message: { type: 'count' } });
    await until('the next turn', async () => (await app.metric('reactor_turn_age_seconds')) === 0);
    expect(app.log.match(told)).toHaveLength(1);
    expect(await viewer.ask({ type: 'leave', stop: true })).toEqual({ type: 'left' });
    await app.becomes('ready');
  }, 60_000);

  it('while its session ends still ends it, and a fresh worker serves the next one', async () => {
    expect(await command('exit_at_end')).toMatchObject({ type: 'reply' });
    viewer.send({ type: 'leave', stop: true });
    await nextSessionWorks();
  }, 60_000);

  it('by computing for ever is ended by force, its commands answered, and a fresh worker serves the next one', async () => {
    const blocked = viewer.send({ type: 'command', name: 'block', args: { ms: 60_000 } });
    const waiting = viewer.send({ type: 'command', name: 'count', args: {} });
    // The server reads a socket message by message: answered, it has read both commands.
    expect(await viewer.ask({ type: 'ping' })).toMatchObject({ type: 'pong' });
    expect((await fetch(`${app.url}/stop_session`, { method: 'POST' })).status).toBe(200);
    for (const id of [blocked, waiting]) {
      const answer = await until('an answer', () => viewer.told.find(({ request_id }) => request_id === id), 20_000);
      expect(answer).toMatchObject({ type: 'error', error: { code: 'worker_lost' } });
    }
    await nextSessionWorks();
  }, 60_000);
});

describe('a model that breaks again and again', () => {
  it('in a row is given up, and the process ends with code 1', async () => {
    const app = await AppProcess.start({ fixtures: true, models: ['hazard'], env: { REACTOR_MAX_RESTARTS: '1' } });
    try {
      for (const last of [false, true]) {
        const viewer = await SignalingSocket.open(app.url);
        await viewer.ask({ type: 'join' });
        viewer.send({ type: 'command', name: 'exit', args: {} });
        const end = await until('the end', () => viewer.told.find(({ type }) => type === 'ended'), 20_000);
        // After the last one the model does not come back.
        expect(end).toMatchObject({ reason: last ? 'error' : 'worker_lost' });
        expect(end['retryable']).toBe(last ? undefined : true);
        if (!last) await app.becomes('ready', RESTART_LIMIT_MS);
        viewer.close();
      }
      expect(await app.exited()).toBe(1);
      expect(app.log).toContain('the model cannot be recovered');
    } finally {
      app.signal('SIGKILL');
    }
  }, 90_000);
});
