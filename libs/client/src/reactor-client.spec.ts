import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ClientError } from './client-error.js';
import type { Connection } from './connection/connection.js';
import type { ModelMessage } from './connection/model-message.js';
import type { UploadProgress } from './http/upload-progress.js';
import { ReactorClient } from './reactor-client.js';
import { FakeServer } from './testing/fake-server.fixture.js';

const LOST = ClientError.own('ice_failed', 'no path for media is open');

interface Stage {
  readonly server: FakeServer;
  readonly client: ReactorClient;
  readonly messages: ModelMessage[];
  readonly lives: Connection[];
  readonly overs: () => number;
}

function stage({ model, webRtc = true }: { model?: string; webRtc?: boolean } = {}): Stage {
  const server = new FakeServer();
  const messages: ModelMessage[] = [];
  const lives: Connection[] = [];
  let overs = 0;
  const ports = webRtc ? server.ports : { ...server.ports, createLink: undefined };
  const client = new ReactorClient({ url: 'http://host/', model, ports });
  client.on('message', (message) => messages.push(message));
  client.connection.subscribe((connection) => {
    if (connection === undefined) overs++;
    else lives.push(connection);
  });
  return { server, client, messages, lives, overs: () => overs };
}

/** Lets everything happen that needs no time. */
async function settle(ms = 0): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await jest.advanceTimersByTimeAsync(0);
  await jest.advanceTimersByTimeAsync(ms);
  for (let turn = 0; turn < 20; turn++) await jest.advanceTimersByTimeAsync(0);
}

async function goLive({ server, client }: Stage): Promise<void> {
  client.start();
  await settle();
  server.link.connect();
  await settle();
}

describe('ReactorClient', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('starts a session, offers, asks for every picture, and is live when media flow', async () => {
    const on = stage();
    on.client.start();
    await settle();
    expect(on.client.status.value).toEqual({ kind: 'connecting', again: false });
    expect(on.server.heard()).toEqual(['join', 'join', 'candidate', 'offer', 'resume']);
    expect(on.server.link.iceServers).toEqual([{ urls: ['turn:host'], username: 'u', credential: 'p' }]);
    on.server.link.connect();
    await settle();
    expect(on.client.status.value).toEqual({ kind: 'live', entry: 'fresh' });
    expect(on.lives).toHaveLength(1);
  });

  it('joins the session that runs, and says that it was there before', async () => {
    const on = stage();
    on.server.session = 'theirs';
    await goLive(on);
    expect(on.client.status.value).toEqual({ kind: 'live', entry: 'adopted' });
  });

  it('knows who controls its session, and when it ends', async () => {
    const on = stage();
    await goLive(on);
    const { seats, timeLimit } = on.lives[0]!;
    expect([seats.value, timeLimit.value]).toEqual([undefined, { endsAtMs: undefined, waiting: 0 }]);
    on.server.socket.say({ type: 'seats', you: 'watch', controllers: [7], asking: [8] });
    on.server.socket.say({ type: 'time_limit', ends_in_ms: 30_000, waiting: 2 });
    expect(seats.value).toEqual({ you: 'watch', controllers: [7], asking: [8] });
    expect(timeLimit.value).toEqual({ endsAtMs: Date.now() + 30_000, waiting: 2 });
    on.server.socket.say({ type: 'time_limit', waiting: 0 });
    expect(timeLimit.value).toEqual({ endsAtMs: undefined, waiting: 0 });
  });

  it('asks for control, gives it up, and hands it over', async () => {
    const on = stage();
    await goLive(on);
    const connection = on.lives[0]!;
    await connection.askForControl();
    await connection.releaseControl();
    await connection.handOver(8);
    const sent = on.server.socket.sent.filter(({ type }) => type === 'control');
    expect(sent).toMatchObject([
      { type: 'control', action: 'ask' },
      { type: 'control', action: 'release' },
      { type: 'control', action: 'give', to: 8 },
    ]);
    on.server.refusals.set('control', 'not_in_control');
    await expect(connection.handOver(9)).rejects.toMatchObject({ code: 'not_in_control' });
  });

  it('asks for the model that it is for', async () => {
    const on = stage({ model: 'b' });
    await goLive(on);
    expect(on.server.socket.sent[0]).toMatchObject({ type: 'join', model: 'b' });
  });

  it('waits while the model loads, and goes on by itself', async () => {
    const on = stage();
    on.server.health = 'loading';
    on.client.start();
    await settle(5_000);
    expect(on.client.status.value).toEqual({ kind: 'loading' });
    expect(on.server.sockets).toHaveLength(0);
    on.server.health = 'available';
    await settle(1_000);
    expect(on.server.heard()).toContain('offer');
  });

  it('hears a model that greets before media flow', async () => {
    const on = stage();
    on.client.start();
    await settle();
    on.server.socket.say({ type: 'message', message: { type: 'hello', data: {} } });
    expect(on.messages).toEqual([{ type: 'hello', data: {} }]);
  });

  it('says what happened while the server is away, and is back when it is', async () => {
    const on = stage();
    on.server.reachable = false;
    on.client.start();
    await settle();
    expect(on.client.status.value).toMatchObject({
      kind: 'failed',
      error: { code: 'unreachable' },
      retryAtMs: expect.any(Number),
    });
    on.server.reachable = true;
    await settle(500);
    expect(on.server.heard()).toContain('offer');
  });

  it('says that the browser has no WebRTC, knows the schema, and starts no session', async () => {
    const on = stage({ webRtc: false });
    on.client.start();
    await settle(60_000);
    expect(on.client.status.value).toMatchObject({
      kind: 'failed',
      error: { code: 'no_webrtc' },
      retryAtMs: undefined,
    });
    expect(on.server.sockets).toHaveLength(0);
    expect(on.client.schema.value).toBe(on.server.schema);
  });

  it('stops where the application’s guard fails on the socket', async () => {
    const on = stage();
    on.server.refusals.set('join', 'application_failed');
    on.client.start();
    await settle(60_000);
    expect(on.client.status.value).toMatchObject({ kind: 'failed', error: { code: 'application_failed' } });
    expect(on.server.sockets).toHaveLength(1);
  });

  it('tries at once when it is told to', async () => {
    const on = stage();
    on.server.reachable = false;
    on.client.start();
    await settle(8_000);
    on.server.reachable = true;
    on.client.retryNow();
    await settle();
    expect(on.server.heard()).toContain('offer');
  });

  it.each([
    ['the socket drops', ({ server }: Stage) => server.socket.drop(1006)],
    ['the way for media breaks', ({ server }: Stage) => server.link.lose(LOST)],
  ])('comes back into the same session when %s', async (_, hurt) => {
    const on = stage();
    await goLive(on);
    hurt(on);
    await settle();
    expect(on.client.status.value).toEqual({ kind: 'connecting', again: true });
    expect(on.overs()).toBe(1);
    expect(on.server.links[0]!.closed).toBe(true);
    await settle(500);
    on.server.link.connect();
    await settle();
    expect(on.client.status.value).toEqual({ kind: 'live', entry: 'resumed' });
    expect(on.lives.map((connection) => connection.session.session_id)).toEqual(['s1', 's1']);
  });

  it('looks for another way for media on the same connection when the one it has is interrupted', async () => {
    const on = stage();
    await goLive(on);
    on.server.link.onInterrupted?.();
    await settle();
    expect(on.server.heard().slice(-2)).toEqual(['resume', 'offer']);
    expect([on.server.link.restarts, on.server.link.answer]).toEqual([1, 'v=1']);
    await settle(2_000);
    expect(on.client.status.value).toEqual({ kind: 'live', entry: 'fresh' });
    expect([on.server.links.length, on.server.sockets.length, on.overs()]).toEqual([1, 1, 0]);
  });

  it('comes back into the same session when the server does not go on with the connection', async () => {
    const on = stage();
    await goLive(on);
    on.server.refusals.set('offer', 'negotiation_failed');
    on.server.link.onInterrupted?.();
    await settle();
    expect(on.client.status.value).toEqual({ kind: 'connecting', again: true });
    await settle(500);
    on.server.link.connect();
    await settle();
    expect(on.client.status.value).toEqual({ kind: 'live', entry: 'resumed' });
    expect(on.server.links).toHaveLength(2);
  });

  it('takes another session where its own has ended meanwhile', async () => {
    const on = stage();
    await goLive(on);
    on.server.session = undefined;
    on.server.socket.drop(1006);
    await settle(500);
    on.server.link.connect();
    await settle();
    expect(on.client.status.value).toEqual({ kind: 'live', entry: 'replaced' });
  });

  it('notices a server that has gone without a word', async () => {
    const on = stage();
    await goLive(on);
    on.server.socket.send = () => {};
    await settle(18_000);
    expect(on.client.status.value).toEqual({ kind: 'connecting', again: true });
  });

  it.each(['before media flow', 'while it is live'])('stays ended when the session ends %s', async (when) => {
    const on = stage();
    on.client.start();
    await settle();
    if (when === 'while it is live') on.server.link.connect();
    await settle();
    on.server.socket.say({ type: 'ended', reason: 'error', message: 'the model failed' });
    await settle(60_000);
    expect(on.client.status.value).toEqual({ kind: 'ended', reason: 'error', message: 'the model failed' });
    expect(on.server.socket.closed).toBe(true);
    expect(on.server.sockets).toHaveLength(1);
    on.client.start();
    await settle();
    expect(on.server.sockets).toHaveLength(2);
  });

  it.each(['server_shutdown', 'worker_lost'])(
    'says so and joins a new session by itself after an end that is temporary: %s',
    async (reason) => {
      const on = stage();
      await goLive(on);
      await settle(10_000);
      on.server.session = undefined;
      on.server.socket.say({ type: 'ended', reason, message: 'back soon', retryable: true });
      await settle();
      on.server.reachable = false;
      const waiting = { kind: 'connecting', again: true, cause: reason };
      expect(on.client.status.value).toEqual(waiting);
      await settle(30_000);
      expect(on.client.status.value).toEqual(waiting);
      on.server.reachable = true;
      await settle(2_000);
      on.server.link.connect();
      await settle();
      expect(on.client.status.value).toEqual({ kind: 'live', entry: 'replaced' });
    },
  );

  it('says that the server does not answer where it does not come back, and still tries', async () => {
    const on = stage();
    await goLive(on);
    on.server.reachable = false;
    on.server.socket.say({ type: 'ended', reason: 'server_shutdown', message: '', retryable: true });
    await settle(75_000);
    expect(on.client.status.value).toMatchObject({
      kind: 'failed',
      error: { code: 'unreachable' },
      retryAtMs: expect.any(Number),
    });
  });

  it('leaves it to the person where the worker is lost again as soon as it serves this page', async () => {
    const on = stage();
    await goLive(on);
    for (let lost = 1; lost <= 2; lost++) {
      on.server.session = undefined;
      on.server.socket.say({ type: 'ended', reason: 'worker_lost', message: 'it broke', retryable: true });
      await settle(2_000);
      on.server.link.connect();
      await settle();
    }
    expect(on.client.status.value).toEqual({ kind: 'ended', reason: 'worker_lost', message: 'it broke' });
    await settle(60_000);
    expect(on.server.sockets).toHaveLength(2);
  });

  it('knows a session as its own that an attempt without media started', async () => {
    const on = stage();
    await goLive(on);
    on.server.session = undefined;
    on.server.socket.drop(1006);
    await settle(500);
    on.server.link.fail(LOST);
    await settle(2_000);
    on.server.link.connect();
    await settle();
    expect(on.client.status.value).toEqual({ kind: 'live', entry: 'replaced' });
    expect(on.client.connection.value?.session.session_id).toBe('s2');
  });

  it('says that no way for media was found, and tries again', async () => {
    const on = stage();
    on.client.start();
    await settle();
    on.server.link.fail(LOST);
    await settle();
    expect(on.client.status.value).toMatchObject({ kind: 'failed', error: { code: 'ice_failed' } });
    await settle(500);
    expect(on.server.links).toHaveLength(2);
    expect(on.server.links[0]!.closed).toBe(true);
  });

  it.each<[string, string, boolean]>([
    ['join', 'connection_limit', true],
    ['join', 'session_busy', true],
    ['join', 'unknown_model', false],
    ['offer', 'negotiation_failed', true],
    ['offer', 'engine_unavailable', false],
  ])('where the %s is refused with %s, tries again: %s', async (type, code, again) => {
    const on = stage();
    on.server.refusals.set(type, code);
    on.client.start();
    await settle();
    expect(on.client.status.value).toMatchObject({ kind: 'failed', error: { code } });
    await settle(1_000);
    expect(on.server.sockets).toHaveLength(again ? 2 : 1);
  });

  it('goes back to waiting where the model turns out to be loading', async () => {
    const on = stage();
    on.server.refusals.set('join', 'model_loading');
    on.client.start();
    await settle();
    expect(on.client.status.value).toEqual({ kind: 'loading' });
  });

  it('restarts: stops the session for all, then starts another', async () => {
    const on = stage();
    await goLive(on);
    void on.client.restart();
    await settle();
    expect(on.server.sockets[0]!.sent.at(-1)).toMatchObject({ type: 'leave', stop: true });
    on.server.link.connect();
    await settle();
    expect(on.client.connection.value?.session.session_id).toBe('s2');
  });

  it('leaves without ending the session for others', async () => {
    const on = stage();
    await goLive(on);
    void on.client.leave();
    await settle(60_000);
    expect(on.client.status.value).toMatchObject({ kind: 'ended', reason: 'left' });
    expect(on.server.session).toBe('s1');
    expect(on.server.sockets).toHaveLength(1);
  });

  it('runs once, however often it is started', async () => {
    const on = stage();
    on.client.start();
    on.client.start();
    await settle();
    on.client.start();
    await settle();
    on.server.link.connect();
    await settle();
    expect(on.server.sockets.filter((socket) => !socket.closed)).toHaveLength(1);
    expect(on.client.status.value.kind).toBe('live');
  });

  it('needs no media from a model without tracks', async () => {
    const on = stage();
    on.server.tracks = [];
    on.client.start();
    await settle();
    expect(on.client.status.value.kind).toBe('live');
    expect(on.server.heard()).not.toContain('offer');
  });

  it('is idle until it is started', async () => {
    const on = stage();
    await settle(60_000);
    expect(on.client.status.value).toEqual({ kind: 'idle' });
    expect(on.server.sockets).toHaveLength(0);
  });

  it.each<[string, (on: Stage) => void]>([
    ['waits for a server that is away', ({ server }) => void (server.reachable = false)],
    ['waits while the model loads', ({ server }) => void (server.health = 'loading')],
    ['opens its media', () => {}],
  ])('stops trying when it leaves while it %s', async (_, prepare) => {
    const on = stage();
    prepare(on);
    on.client.start();
    await settle();
    void on.client.leave();
    await settle(60_000);
    expect(on.client.status.value).toEqual({ kind: 'ended', reason: 'left', message: '' });
    expect(on.server.sockets.every(({ closed }) => closed)).toBe(true);
    expect(on.server.sockets.length).toBeLessThanOrEqual(1);
  });

  it('starts a session of its own where it wishes for one, and comes back into that', async () => {
    const on = stage();
    on.server.session = 'theirs';
    on.client.start('own');
    await settle();
    expect(on.server.socket.sent.filter(({ type }) => type === 'join')).toEqual([
      expect.objectContaining({ type: 'join', own: true }),
    ]);
    on.server.link.connect();
    await settle();
    expect(on.client.status.value).toEqual({ kind: 'live', entry: 'fresh' });
    on.server.socket.drop(1006);
    await settle(500);
    expect(on.server.socket.sent[0]).toMatchObject({ type: 'join', session_id: 's1' });
  });

  it('joins the session that it is given, and no other', async () => {
    const on = stage();
    on.server.session = 'theirs';
    on.client.start({ id: 'theirs' });
    await settle();
    on.server.link.connect();
    await settle();
    expect(on.client.status.value).toEqual({ kind: 'live', entry: 'adopted' });
    on.client.start({ id: 'another' });
    await settle(60_000);
    expect(on.client.status.value).toMatchObject({
      kind: 'failed',
      error: { code: 'unknown_session' },
      retryAtMs: undefined,
    });
  });

  it('knows what it may do, and may do everything where the server does not say', async () => {
    const on = stage();
    on.server.roles = ['view'];
    await goLive(on);
    expect([on.lives[0]!.may('view'), on.lives[0]!.may('control')]).toEqual([true, false]);
    const free = stage();
    await goLive(free);
    expect(free.lives[0]!.may('operate')).toBe(true);
  });

  it('stays live while the model starts again, and has a new version’s schema before it tells of that', async () => {
    const on = stage();
    await goLive(on);
    const seen: unknown[] = [];
    on.client.on('notice', ({ code, dropped }) => seen.push([code, dropped, on.client.schema.value]));
    const before = on.client.schema.value;
    on.server.socket.say({ type: 'notice', code: 'model_reloading', message: 'it changes', dropped: [] });
    await settle();
    expect(on.lives[0]!.isModelAway.value).toBe(true);
    on.server.schema = { info: { title: 'newer' } };
    on.server.socket.say({ type: 'notice', code: 'model_reloaded', message: 'it has changed', dropped: ['seed'] });
    await settle();
    expect(on.lives[0]!.isModelAway.value).toBe(false);
    expect(seen).toEqual([
      ['model_reloading', [], before],
      ['model_reloaded', ['seed'], { info: { title: 'newer' } }],
    ]);
    expect(on.client.status.value.kind).toBe('live');
  });

  describe('whenLive', () => {
    /** What it settles with, as a word. */
    function outcome(client: ReactorClient): { word: string | undefined } {
      const seen: { word: string | undefined } = { word: undefined };
      client.whenLive().then(
        ({ session }) => (seen.word = session.session_id),
        ({ code }: ClientError) => (seen.word = code),
      );
      return seen;
    }

    it('resolves with the connection, at once where it is live already', async () => {
      const on = stage();
      const early = outcome(on.client);
      await goLive(on);
      const late = outcome(on.client);
      await settle();
      expect([early.word, late.word]).toEqual(['s1', 's1']);
    });

    it('waits while the client tries again by itself', async () => {
      const on = stage();
      on.server.reachable = false;
      on.client.start();
      const seen = outcome(on.client);
      await settle(5_000);
      expect(seen.word).toBeUndefined();
      on.server.reachable = true;
      await settle(10_000);
      on.server.link.connect();
      await settle();
      expect(seen.word).toBe('s1');
    });

    it('rejects with a refusal that stays', async () => {
      const on = stage();
      on.server.refusals.set('join', 'unknown_model');
      on.client.start();
      const seen = outcome(on.client);
      await settle();
      expect(seen.word).toBe('unknown_model');
    });

    it('rejects when the session ends before media flow', async () => {
      const on = stage();
      on.client.start();
      const seen = outcome(on.client);
      await settle();
      on.server.socket.say({ type: 'ended', reason: 'stopped', message: 'done' });
      await settle();
      expect(seen.word).toBe('not_connected');
    });
  });

  describe('with the hash of a schema', () => {
    /** What it reports, of a server with another schema. @param listens to the event */
    async function drifts(listens: boolean): Promise<{ events: number; warnings: number }> {
      const server = new FakeServer();
      server.schema = { info: { title: 'm' }, 'x-reactor': { tracks: [] }, paths: {} };
      const client = new ReactorClient({ url: 'http://host/', ports: server.ports, schemaHash: 'another' });
      let events = 0;
      if (listens) client.on('drift', () => events++);
      const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
      client.start();
      await settle();
      // The part that compares is loaded by then, outside of the fake clock.
      jest.useRealTimers();
      while (events + warn.mock.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      const warnings = warn.mock.calls.length;
      warn.mockRestore();
      void client.leave();
      return { events, warnings };
    }

    it('reports a server with another one', async () => {
      expect(await drifts(true)).toEqual({ events: 1, warnings: 0 });
    });

    it('warns on the console where nobody listens', async () => {
      expect(await drifts(false)).toEqual({ events: 0, warnings: 1 });
    });
  });

  it('hears one type of message', async () => {
    const on = stage();
    const heard: unknown[] = [];
    const end = on.client.onMessage('placed', (data) => heard.push(data));
    await goLive(on);
    on.server.socket.say({ type: 'message', message: { type: 'placed', data: { trees: 1 } } });
    on.server.socket.say({ type: 'message', message: { type: 'other', data: {} } });
    end();
    on.server.socket.say({ type: 'message', message: { type: 'placed', data: { trees: 2 } } });
    expect(heard).toEqual([{ trees: 1 }]);
  });

  it('sets again what it had set in the session that replaces its own, and not with restoreSettings: false', async () => {
    for (const restoreSettings of [true, false]) {
      const server = new FakeServer();
      const client = new ReactorClient({ url: 'http://host/', ports: server.ports, restoreSettings });
      client.start();
      await settle();
      server.link.connect();
      await settle();
      await client.commands['set_prompt']!({ prompt: 'a lake' });
      server.session = undefined;
      server.socket.drop(1006);
      await settle(500);
      server.link.connect();
      await settle();
      expect(server.socket.sent.filter(({ type }) => type === 'command')).toHaveLength(restoreSettings ? 1 : 0);
      void client.leave();
    }
  });

  describe('command', () => {
    it('uploads files first, and sends what has a value', async () => {
      const on = stage();
      await goLive(on);
      const reply = on.client.command('blend', {
        amount: 3,
        unset: undefined,
        overlay: new File(['x'], 'a.png', { type: 'image/png' }),
      });
      await settle();
      expect(on.server.socket.sent.at(-1)).toMatchObject({
        type: 'command',
        name: 'blend',
        args: { amount: 3 },
        uploads: { overlay: { upload_id: 'u1', name: 'a.png', size: 1, mime_type: 'image/png' } },
      });
      expect(await reply).toMatchObject({ message: undefined, turn: 1, frame: 1 });
    });

    it('names the field whose upload failed, and sends no command', async () => {
      const on = stage();
      await goLive(on);
      const refused = expect(on.client.command('blend', { overlay: new File([], 'refused') })).rejects.toMatchObject({
        code: 'upload_failed',
        details: { field: 'overlay' },
      });
      await settle();
      await refused;
      expect(on.server.heard()).not.toContain('command');
    });

    it('takes a file that was uploaded ahead, and says how far an upload is', async () => {
      const on = stage();
      await goLive(on);
      const uploaded = await on.client.upload(new File(['ab'], 'b.png', { type: 'image/png' }));
      const sizes: number[] = [];
      const options = { onProgress: ({ sentBytes }: UploadProgress) => sizes.push(sentBytes) };
      void on.client.command('blend', { base: uploaded, overlay: new File(['x'], 'a.png') }, options);
      await settle();
      expect(on.server.socket.sent.at(-1)).toMatchObject({
        uploads: { base: { upload_id: 'u1', name: 'b.png' }, overlay: { upload_id: 'u2' } },
      });
      expect(sizes).toEqual([1]);
    });

    it('is not sent without a session', async () => {
      await expect(stage().client.command('blend')).rejects.toMatchObject({ code: 'not_connected' });
    });
  });
});
