import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { ServerMessage } from '@nestjs-reactor/protocol';
import type { EndNotice } from '../lifecycle/end-notice.js';
import type { SessionConnection } from '../connection/session-connection.js';
import type { Session } from '../lifecycle/session.js';
import { NEW_SCENE } from '../../contract/scene.fixture.js';
import { FakeHost, fakeModel } from './fake-host.fixture.js';
import type { Model } from './model.js';

/** A client that keeps what it receives. */
class Client {
  readonly received: ServerMessage[] = [];
  ended: EndNotice | undefined;
  private constructor(readonly connection: SessionConnection) {}

  static join(session: Session): Client {
    const wire = {
      send: (message: ServerMessage) => void client.received.push(message),
      ended: (notice: EndNotice) => {
        client.ended = notice;
      },
    };
    const client: Client = new Client(session.participants.join(wire));
    client.connection.subscribe(['inputs', 'notices']);
    return client;
  }

  get notices(): unknown[] {
    return this.received.flatMap((message) => (message.kind === 'notice' ? [[message.code, message.dropped]] : []));
  }

  /** The newest values that it received. */
  get inputs(): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    for (const message of this.received) {
      if (message.kind === 'inputs') for (const { name, value } of message.inputs) values[name] = value;
    }
    return values;
  }
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 400) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

let model: Model;
let session: Session;

/** A loaded model with a running session. */
async function running(...args: Parameters<typeof fakeModel>): Promise<Client> {
  model = fakeModel(...args);
  await model.load();
  session = model.begin(model.idle!);
  return Client.join(session);
}

beforeAll(() => Logger.overrideLogger(false));
afterEach(() => model.close('the test is over'));

describe('a worker that is lost under a session that is kept', () => {
  it('comes back with what clients had set, and then with the clients', async () => {
    const host = new FakeHost();
    const client = await running([host], { restart: 'keep-session' });
    await client.connection.command('set_prompt', { prompt: 'a lake' });
    await client.connection.command('set_speed', { speed: 3 });
    await client.connection.command('set_prompt', { prompt: 'the sea' });
    const gone = Client.join(session);
    gone.connection.leave();
    const phases: string[] = [];
    session.events.on('phase', (phase) => phases.push(phase));
    host.calls.length = 0;
    host.lose();
    expect(model.instances[0]!.state).toBe('interrupted');
    expect(await client.connection.command('set_speed', { speed: 9 })).toMatchObject({
      ok: false,
      code: 'model_loading',
    });
    await until('the worker', () => model.instances[0]!.state === 'serving');
    const { id } = client.connection;
    expect(host.calls).toEqual(['begin', 'set_speed {"speed":3}', 'set_prompt {"prompt":"the sea"}', `connect ${id}`]);
    expect(client.notices).toEqual([
      ['model_restarting', []],
      ['model_restarted', []],
    ]);
    expect([phases, session.phase, client.ended]).toEqual([[], 'streaming', undefined]);
    expect(await client.connection.command('set_speed', { speed: 9 })).toMatchObject({ ok: true });
  });

  it('says which values the model does not accept any more', async () => {
    const host = new FakeHost();
    const client = await running([host], { restart: 'keep-session' });
    await client.connection.command('set_prompt', { prompt: 'a lake' });
    host.outcome = () => ({ ok: false, code: 'invalid_command', message: 'it is refused now' });
    host.lose();
    await until('the worker', () => model.instances[0]!.state === 'serving');
    expect(client.notices.at(-1)).toEqual(['model_restarted', ['prompt']]);
    expect(client.inputs['prompt']).toBe('nothing');
  });

  it('keeps what clients had set where the next worker is lost too', async () => {
    const host = new FakeHost();
    const client = await running([host], { restart: 'keep-session' });
    await client.connection.command('set_speed', { speed: 3 });
    await client.connection.command('set_prompt', { prompt: 'a lake' });
    host.calls.length = 0;
    let losses = 0;
    host.outcome = () => {
      if (losses++ > 0) return { ok: true, turn: 1, frame: 1 };
      host.lose();
      return { ok: false, code: 'worker_lost', message: 'The worker of scene ended.' };
    };
    host.lose();
    await until('the worker', () => model.instances[0]!.state === 'serving');
    const values = ['set_speed {"speed":3}', 'set_prompt {"prompt":"a lake"}'];
    expect(host.calls).toEqual(['begin', values[0], 'begin', ...values, `connect ${client.connection.id}`]);
    expect(client.notices.at(-1)).toEqual(['model_restarted', []]);
    expect([host.starts, session.phase]).toEqual([3, 'streaming']);
  });

  it('sends each value once, although the worker reports it as set by its client', async () => {
    const host = new FakeHost();
    const client = await running([host], { restart: 'keep-session' });
    await client.connection.command('set_speed', { speed: 3 });
    await client.connection.command('set_prompt', { prompt: 'a lake' });
    host.calls.length = 0;
    host.outcome = ({ clientId, command }) => {
      const [[name, value]] = Object.entries(command.args) as [[string, unknown]];
      host.events.onInputs([{ name, value, clientId }]);
      return { ok: true, turn: 1, frame: 1 };
    };
    host.lose();
    await until('the worker', () => model.instances[0]!.state === 'serving');
    expect(host.calls.filter((call) => call.startsWith('set_'))).toHaveLength(2);
  });

  it('goes on with the numbers of its turns and frames, also of those that only a command has named', async () => {
    const host = new FakeHost();
    const client = await running([host], { restart: 'keep-session' });
    const bundles = [4, 5].map((frame) => ({ frame, turn: 3, video: {}, audio: {} }));
    host.events.onMedia({ turn: 3, fps: 30, bundles });
    host.lose();
    await until('the worker', () => model.instances[0]!.state === 'serving');
    host.outcome = () => ({ ok: true, turn: 9, frame: 6 });
    await client.connection.command('set_speed', { speed: 3 });
    host.lose();
    await until('the worker', () => model.instances[0]!.state === 'serving');
    expect(host.begun).toEqual([undefined, { turn: 3, frame: 5 }, { turn: 8, frame: 5 }]);
    session.stop({ moderate: false, reason: '' });
    await until('a free instance', () => model.idle !== undefined);
    model.begin(model.idle!);
    expect(host.begun.at(-1)).toBeUndefined();
  });

  it('connects clients that joined meanwhile', async () => {
    const host = new FakeHost();
    const client = await running([host], { restart: 'keep-session' });
    let load: () => void = () => undefined;
    host.loading = new Promise((resolve) => (load = resolve));
    host.calls.length = 0;
    host.lose();
    const late = Client.join(session);
    expect(late.notices).toEqual([['model_restarting', []]]);
    load();
    await until('the worker', () => model.instances[0]!.state === 'serving');
    expect(host.calls).toEqual(['begin', `connect ${client.connection.id}`, `connect ${late.connection.id}`]);
  });

  it('ends the session when it may not restart any more', async () => {
    const host = new FakeHost();
    const client = await running([host], { restart: 'keep-session' }, { maxRestarts: 2 });
    host.failures.push(new Error('no memory'), new Error('no memory'));
    host.lose();
    await until('the end', () => client.ended !== undefined);
    expect(client.ended).toMatchObject({ reason: 'error', message: 'The worker of scene ended.' });
    await until('the failure', () => model.instances[0]!.state === 'failed');
    expect(host.starts).toBe(3);
  });

  it('does not hold up a client that stops the session', async () => {
    const host = new FakeHost();
    const client = await running([host], { restart: 'keep-session' });
    let load: () => void = () => undefined;
    host.loading = new Promise((resolve) => (load = resolve));
    host.lose();
    session.stop({ moderate: false, reason: '' });
    await until('the end', () => client.ended !== undefined);
    expect(model.idle).toBeUndefined();
    load();
    await until('a free instance', () => model.idle !== undefined);
    expect(host.calls.filter((call) => call === 'begin')).toHaveLength(1);
    expect(host.starts).toBe(2);
  });
});

describe('a worker that is lost under a session that ends with it', () => {
  it('tells the clients that the model will be back, and starts again when the session is closed', async () => {
    const host = new FakeHost();
    const client = await running([host]);
    host.lose();
    expect(session.phase).toBe('closing');
    await until('the end', () => client.ended !== undefined);
    expect(client.ended).toMatchObject({ reason: 'error', temporary: 'worker_lost' });
    await until('a free instance', () => model.idle !== undefined);
    expect(model.sessions).toEqual([]);
  });

  it('is not started again while the server shuts down, and the clients are closed at once', async () => {
    const host = new FakeHost();
    const client = await running([host], { restart: 'keep-session' });
    const drained = model.drain('the server is shutting down');
    host.lose();
    await drained;
    expect(client.ended).toMatchObject({ temporary: 'server_shutdown' });
    expect(host.starts).toBe(1);
  });

  it('is not started again where it was lost before the server shut down', async () => {
    const host = new FakeHost();
    const client = await running([host], { restart: 'keep-session' });
    host.loading = new Promise(() => undefined);
    host.lose();
    await model.drain('the server is shutting down');
    expect(client.ended).toMatchObject({ temporary: 'server_shutdown' });
  });
});

describe('a model that is loaded again', () => {
  it('goes on in the new worker with the values that its declaration takes', async () => {
    const [host, next] = [new FakeHost(), new FakeHost(NEW_SCENE)];
    const client = await running([host, next]);
    await client.connection.command('set_prompt', { prompt: 'a lake' });
    await client.connection.command('set_speed', { speed: 2 });
    const lent = { frame: 1, turn: 1, video: {}, audio: {} };
    host.events.onMedia({ turn: 1, fps: 30, bundles: [lent] });
    await model.reload();
    expect(next.calls).toEqual(['begin', 'set_speed {"speed":2}', `connect ${client.connection.id}`]);
    expect(next.begun).toEqual([{ turn: 1, frame: 1 }]);
    expect(client.notices).toEqual([
      ['model_reloading', []],
      ['model_reloaded', ['prompt']],
    ]);
    expect([host.calls.at(-1), host.closed, next.closed]).toEqual(['end', true, false]);
    expect(model.manifest.commands.map(({ name }) => name)).toEqual(['set_title', 'set_speed']);
    expect(session.phase).toBe('streaming');
    // What the old worker lent returns to it, and what it sends too late is not shown.
    const late = { frame: 2, turn: 1, video: {}, audio: {} };
    host.events.onMedia({ turn: 1, fps: 30, bundles: [late] });
    expect(host.released).toContain(late);
    expect(next.released).toEqual([]);
  });

  it('stays what it is where the new version does not load', async () => {
    const [host, next] = [new FakeHost(), new FakeHost()];
    next.failures.push(new Error('SyntaxError: missing )'));
    const client = await running([host, next]);
    await expect(model.reload()).rejects.toThrow('missing )');
    expect([host.closed, next.closed, client.notices]).toEqual([false, true, []]);
    expect(await client.connection.command('set_speed', { speed: 2 })).toMatchObject({ ok: true });
  });

  it('closes the new workers where the server shuts down while they load', async () => {
    const [host, next] = [new FakeHost(), new FakeHost()];
    let load: () => void = () => undefined;
    next.loading = new Promise((resolve) => (load = resolve));
    model = fakeModel([host, next]);
    await model.load();
    const reloaded = model.reload();
    const closed = model.close('the server is shutting down');
    load();
    expect(await reloaded).toEqual([]);
    await closed;
    expect([host.closed, next.closed]).toEqual([true, true]);
  });

  it('takes sessions again where the version before could not be loaded', async () => {
    const [host, next] = [new FakeHost(), new FakeHost(NEW_SCENE)];
    host.failures.push(new Error('SyntaxError: missing )'));
    model = fakeModel([host, next]);
    await expect(model.load()).rejects.toThrow('missing )');
    expect(model.idle).toBeUndefined();
    await model.reload();
    session = model.begin(model.idle!);
    expect([session.phase, next.calls]).toEqual(['waiting', ['begin']]);
  });

  it('serves the next session with the new version where none runs', async () => {
    const [host, next] = [new FakeHost(), new FakeHost(NEW_SCENE)];
    model = fakeModel([host, next]);
    await model.load();
    await model.reload();
    expect([host.closed, model.idle?.manifest]).toEqual([true, NEW_SCENE]);
  });
});
