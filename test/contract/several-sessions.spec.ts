import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Idle,
  InputField,
  InputState,
  ReactorModel,
  ReactorPipeline,
  type Turn,
  Video,
  type VideoFrame,
} from '@nestjs-reactor/core';
import { until } from '../support/until.js';
import { EventReader } from './support/event-reader.js';
import { ReactorUnderTest } from './support/reactor-under-test.js';
import { SignalingSocket } from './support/signaling-socket.js';

class SceneState extends InputState {
  @InputField({ default: 'nothing', maxLength: 100 }) prompt!: string;
}

class SceneOutput {
  @Video() mainVideo!: VideoFrame;
}

@ReactorModel({ name: 'scene', state: SceneState, output: SceneOutput, instances: 3 })
class Scene extends ReactorPipeline<SceneState, SceneOutput> {
  *inference(): Generator<Turn<SceneOutput>, void, void> {
    for (;;) yield Idle;
  }
}

interface Descriptor {
  readonly session_id: string;
  readonly state: string;
}

const ALL_IN_USE =
  'cannot start session: 3 of 3 instances of scene are in use and none is free; try again when a session has ended';

let server: ReactorUnderTest;
const sockets: SignalingSocket[] = [];

async function open(): Promise<SignalingSocket> {
  const socket = await SignalingSocket.open(server.url);
  sockets.push(socket);
  return socket;
}

async function joined(message: Readonly<Record<string, unknown>> = {}): Promise<[SignalingSocket, Descriptor]> {
  const socket = await open();
  const answer = await socket.ask({ type: 'join', ...message });
  expect(answer).toMatchObject({ type: 'joined' });
  return [socket, answer['session'] as Descriptor];
}

/** Every session ends, and every instance is free again. */
async function empty(): Promise<void> {
  const { sessions } = server;
  for (const session of sessions.runtime().sessions) session.stop({ moderate: false, reason: '' });
  await until('free instances', () => sessions.runtime().states.every((state) => state === 'ready'));
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await empty();
});

describe('a model with three instances', () => {
  beforeAll(async () => {
    server = await ReactorUnderTest.start({ models: [Scene] });
  });
  afterAll(() => server.close());

  it('gives each client who joins a session of its own, with a state of its own, until all are in use', async () => {
    const three = [await joined(), await joined(), await joined()];
    expect(new Set(three.map(([, { session_id }]) => session_id)).size).toBe(3);
    for (const [i, [socket]] of three.entries()) {
      const reply = await socket.ask({ type: 'command', name: 'set_prompt', args: { prompt: `scene ${i}` } });
      expect(reply).toMatchObject({ type: 'reply' });
    }
    const values = three.map(([, { session_id: id }]) => server.sessions.runtime().session(id));
    expect(values.map(({ viewers }) => viewers)).toEqual([1, 1, 1]);
    const watchers = await Promise.all(
      three.map(([, { session_id }]) => joined({ session_id, subscribe: ['inputs', 'viewers'] })),
    );
    for (const [i, [watcher]] of watchers.entries()) {
      const inputs = await until('the values', () => watcher.told.find(({ type }) => type === 'inputs'));
      expect(inputs['inputs']).toEqual([{ name: 'prompt', value: `scene ${i}`, changed_by: 'viewer' }]);
      await until('the viewers', () => watcher.told.find(({ type, count }) => type === 'viewers' && count === 2));
    }
    const fourth = await open();
    expect(await fourth.ask({ type: 'join' })).toEqual({
      type: 'error',
      error: { code: 'session_busy', message: ALL_IN_USE },
    });
    const refused = await server.post('/start_session', {});
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([409, '1']);
    expect(JSON.stringify(refused.json)).toContain(ALL_IN_USE);
    await three[1]![0].ask({ type: 'leave', stop: true });
    await until('its end', () => server.sessions.runtime().sessions.length === 2);
    await until('a free instance', () => server.sessions.runtime().states.includes('ready'));
    expect(await fourth.ask({ type: 'join' })).toMatchObject({ type: 'joined' });
  });

  it('lets a client watch the running session, by its id or by asking for no session of its own', async () => {
    const [, { session_id: id }] = await joined();
    expect((await joined({ session_id: id }))[1].session_id).toBe(id);
    expect((await joined({ own: false }))[1].session_id).toBe(id);
    expect((await joined({ start: false }))[1].session_id).toBe(id);
    expect(server.sessions.runtime().sessions).toHaveLength(1);
  });

  it('serves clients that know one session: each caller means the one that it started', async () => {
    server.trustProxy();
    const from = (address: string): Record<string, string> => ({ 'x-forwarded-for': address });
    const start = async (address: string): Promise<Descriptor> =>
      (await server.post('/start_session', {}, from(address))).json as Descriptor;
    const ada = await start('203.0.113.1');
    expect((await start('203.0.113.1')).session_id).toBe(ada.session_id);
    const bob = await start('203.0.113.2');
    expect(bob.session_id).not.toBe(ada.session_id);
    const seen = async (address: string): Promise<string> =>
      ((await server.get('/session', from(address))).json as Descriptor).session_id;
    expect([await seen('203.0.113.1'), await seen('203.0.113.2')]).toEqual([ada.session_id, bob.session_id]);
    // A stranger means the newest.
    expect(await seen('203.0.113.3')).toBe(bob.session_id);
    expect((await server.post('/stop_session', {}, from('203.0.113.1'))).status).toBe(200);
    expect(server.sessions.runtime().sessions.map(({ id }) => id)).toEqual([bob.session_id]);
  });

  it('lists how many are in use, and says in the journal which instance an entry is of', async () => {
    const reader = await EventReader.open(`${server.url}/events`);
    const [, first] = await joined();
    const [, second] = await joined();
    expect((await server.get('/list_models')).json).toEqual({
      models: [
        {
          name: 'scene',
          default: true,
          state: 'available',
          viewers: 2,
          sessions: 2,
          instances: 3,
          visitors: 'own',
          page: '?model=scene',
        },
      ],
    });
    const starts = await until('two starts', () => {
      const found = reader.events.filter(({ data }) => data.event === 'start_session');
      return found.length === 2 ? found : undefined;
    });
    expect(starts.map(({ data: { from, to, detail } }) => [from, to, detail])).toEqual([
      ['ready', 'waiting', { session_id: first.session_id, param_names: [], instance: 1 }],
      ['ready', 'waiting', { session_id: second.session_id, param_names: [], instance: 2 }],
    ]);
    reader.close();
    const metrics = (await server.get('/metrics')).text.split('\n');
    expect(metrics).toContain('runtime_session_state{state="streaming"} 2');
    expect(metrics).toContain('runtime_session_state{state="ready"} 1');
    expect(metrics).toContain('runtime_connections_active 2');
  });
});

describe('a model with three instances whose visitors share', () => {
  beforeAll(async () => {
    server = await ReactorUnderTest.start({ models: [Scene], session: { visitors: 'shared' } });
  });
  afterAll(() => server.close());

  it('gives the running session to who names none, and one of its own to who asks', async () => {
    const [, first] = await joined();
    expect((await joined())[1].session_id).toBe(first.session_id);
    const refused = await server.post('/start_session', {});
    expect(refused.status).toBe(409);
    expect(JSON.stringify(refused.json)).toContain('cannot start session while streaming');
    expect((await joined({ own: true }))[1].session_id).not.toBe(first.session_id);
    const started = await server.post('/start_session', { own: true });
    expect(started.status).toBe(200);
    expect(server.sessions.runtime().sessions).toHaveLength(3);
  });
});
