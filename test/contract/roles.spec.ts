import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type AuthorizationRequest, type Principal, type Role, VideoFrame } from '@nestjs-reactor/core';
import type { LoopbackPeer } from '@nestjs-reactor/core/testing';
import { until } from '../support/until.js';
import { Echo } from './support/echo.model.js';
import { Gallery } from './support/gallery.model.js';
import { EventReader } from './support/event-reader.js';
import { fromNewPeer, OFFER_2_12, OFFER_2_2 } from './support/offers.js';
import { ReactorUnderTest, type ReactorUnderTestOptions } from './support/reactor-under-test.js';
import { SignalingSocket } from './support/signaling-socket.js';

/** Of a file, as its announcement. */
const FILE = { name: 'a.txt', size: 1, mime_type: 'text/plain' };
const PICTURE = VideoFrame.rgba(4, 4, new Uint8Array(4 * 4 * 4));
const EXPIRED = 'the authorization of this client has expired; connect again with new credentials';

let server: ReactorUnderTest;
let asked: AuthorizationRequest[];
/** What the application says of a client, by the `x-user` that it sends. */
let principals: Record<string, Principal | boolean>;

async function start(options: ReactorUnderTestOptions = {}): Promise<void> {
  const authorize = (request: AuthorizationRequest): Principal | boolean => {
    asked.push(request);
    return principals[String(request.headers['x-user'])] ?? false;
  };
  server = await ReactorUnderTest.start({ ...options, signaling: { ...options.signaling, authorize } });
}

const who = (user: string): Record<string, string> => ({ 'x-user': user });
const may = (...roles: Role[]): Principal => ({ id: `user ${roles.join()}`, roles });

/** The path of the running session, which an admin starts. */
async function running(): Promise<string> {
  const { json } = await server.post('/start_session', {}, who('admin'));
  return `/sessions/${(json as { session_id: string }).session_id}`;
}

async function joined(user: string, fields: object = {}): Promise<SignalingSocket> {
  const socket = await SignalingSocket.open(server.url, who(user));
  expect(await socket.ask({ type: 'join', ...fields })).toMatchObject({ type: 'joined' });
  return socket;
}

async function refused(counter: string): Promise<number> {
  const { text } = await server.get('/metrics', who('admin'));
  return Number(new RegExp(`^reactor_refusals_total\\{.*${counter}.*\\} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
}

beforeEach(() => {
  asked = [];
  principals = {
    admin: true,
    viewer: may('view'),
    actor: may('view', 'control'),
    camera: may('view', 'publish'),
    operator: may('operate'),
    nobody: may(),
  };
});
afterEach(() => server.close());

describe('the roles of a client, by request', () => {
  const needs = (role: string, has: string): object => ({
    code: 'forbidden',
    detail: `this needs the role ${role}; this client has ${has}`,
  });

  it.each([
    ['nobody', 'GET', '/session', needs('view', 'none')],
    ['nobody', 'GET', '/schema', needs('view', 'none')],
    ['nobody', 'GET', '/list_models', needs('view', 'none')],
    ['nobody', 'GET', '/ice_servers', needs('view', 'none')],
    ['nobody', 'POST', '/start_session', needs('view', 'none')],
    ['nobody', 'POST', '/sdp_params', needs('view', 'none')],
    ['operator', 'POST', '{session}/transport/webrtc/connections', needs('view', 'operate')],
    ['viewer', 'POST', '{session}/uploads', needs('control', 'view')],
    ['viewer', 'PUT', '/uploads/x', needs('control', 'view')],
    ['viewer', 'POST', '/stop_session', needs('operate', 'view')],
    ['viewer', 'GET', '/metrics', needs('operate', 'view')],
    ['viewer', 'GET', '/events', needs('operate', 'view')],
    ['viewer', 'GET', '{session}/stats', needs('operate', 'view')],
    ['viewer', 'POST', '{session}/restream', needs('operate', 'view')],
    ['actor', 'POST', '/stop_session', needs('operate', 'view, control')],
  ])('%s is refused %s %s', async (user, method, path, refusal) => {
    await start();
    const session = await running();
    const { status, json } = await server.request(method, path.replace('{session}', session), undefined, who(user));
    expect([status, json]).toEqual([403, refusal]);
    expect(await refused('edge="http",code="forbidden"')).toBe(1);
  });

  it.each([
    ['nobody', 'GET', '/health', 200],
    ['viewer', 'GET', '/session', 200],
    ['viewer', 'GET', '/schema', 200],
    ['viewer', 'POST', '{session}/transport/webrtc/connections', 201],
    ['actor', 'POST', '{session}/uploads', 201],
    ['operator', 'GET', '/metrics', 200],
    ['operator', 'GET', '{session}/stats', 200],
    ['operator', 'POST', '/stop_session', 200],
  ])('%s may %s %s', async (user, method, path, status) => {
    await start();
    const session = await running();
    const body = method === 'POST' ? (path.endsWith('uploads') ? FILE : {}) : undefined;
    expect((await server.request(method, path.replace('{session}', session), body, who(user))).status).toBe(status);
  });

  it.each([
    ['no id', { roles: ['view'] }],
    ['an unknown role', { id: 'a', roles: ['admin'] }],
    ['seconds for a date', { id: 'a', roles: [], expiresAt: 1 }],
  ])('are a mistake of the application with %s, which refuses', async (_what, answer: object) => {
    await start();
    principals['odd'] = answer as never;
    expect(await server.get('/session', who('odd'))).toMatchObject({
      status: 403,
      json: { code: 'forbidden', detail: expect.stringContaining('could not be checked') },
    });
  });
});

describe('the roles of a client, on the socket', () => {
  it('are said when it joins, and where it may do everything they are not', async () => {
    await start();
    const viewer = await joined('viewer');
    expect(viewer.told[0]).toMatchObject({ type: 'joined', roles: ['view'] });
    const admin = await joined('admin');
    expect(admin.told[0]).not.toHaveProperty('roles');
  });

  it.each([
    [{ type: 'command', name: 'say', args: { words: 'x' } }, 'say: this needs the role control; this client has view'],
    [{ type: 'file_uploaded', upload_id: 'x' }, 'this needs the role control; this client has view'],
    [{ type: 'publish', track: 'webcam' }, 'this needs the role publish; this client has view'],
    [{ type: 'unpublish', track: 'webcam' }, 'this needs the role publish; this client has view'],
    [{ type: 'leave', stop: true }, 'this needs the role operate; this client has view'],
  ])('a viewer is refused %j', async (request, message) => {
    await start();
    const socket = await joined('viewer');
    expect(await socket.ask(request)).toEqual({ type: 'error', error: { code: 'forbidden', message } });
    expect(await server.get('/session', who('admin'))).toMatchObject({ json: { state: 'streaming' } });
  });

  it('decide about commands without another question', async () => {
    await start();
    const socket = await joined('actor');
    const before = asked.length;
    expect(await socket.ask({ type: 'command', name: 'say', args: { words: 'x' } })).toMatchObject({ type: 'reply' });
    expect(await socket.ask({ type: 'resume', track: 'main_video' })).toEqual({ type: 'accepted' });
    expect(asked).toHaveLength(before);
  });

  it('may name the commands that it may send', async () => {
    await start();
    principals['painter'] = { id: 'p', roles: ['view', 'control'], commands: ['say'] };
    const socket = await joined('painter');
    expect(await socket.ask({ type: 'command', name: 'say' })).toMatchObject({ type: 'reply' });
    expect(await socket.ask({ type: 'command', name: 'refuse' })).toEqual({
      type: 'error',
      error: { code: 'forbidden', message: 'refuse: this client may not send this command' },
    });
  });

  it('refused commands count against the rate of the client', async () => {
    await start({ session: { commandsPerSecond: 0.001, commandBurst: 1 } });
    const socket = await joined('viewer');
    const codes: unknown[] = [];
    for (let i = 0; i < 2; i++) codes.push((await socket.ask({ type: 'command', name: 'say' }))['error']);
    expect(codes).toMatchObject([{ code: 'forbidden' }, { code: 'rate_limited' }]);
  });

  it('are those of the join, whoever opened the socket', async () => {
    await start();
    const socket = await SignalingSocket.open(server.url, who('viewer'));
    await socket.ask({ type: 'ping' });
    principals['viewer'] = may('view', 'control');
    await socket.ask({ type: 'join' });
    expect(await socket.ask({ type: 'command', name: 'say' })).toMatchObject({ type: 'reply' });
  });

  it('stay when the application says only that a join is allowed', async () => {
    await start();
    const socket = await SignalingSocket.open(server.url, who('viewer'));
    await socket.ask({ type: 'ping' });
    principals['viewer'] = true;
    await socket.ask({ type: 'join' });
    expect(await socket.ask({ type: 'command', name: 'say' })).toMatchObject({ error: { code: 'forbidden' } });
    expect(asked.at(-1)).toMatchObject({ action: 'join', principal: may('view') });
  });
});

describe('the roles of a client, on data channels', () => {
  const hex = (text: string): string => Buffer.from(text).toString('hex');
  const bytes = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits, 'hex'));

  async function connected(user: string, headers: Record<string, string> = {}): Promise<LoopbackPeer> {
    const session = await running();
    const path = `${session}/transport/webrtc/connections/1002/sdp_params`;
    expect((await server.post(path, OFFER_2_12, { ...who(user), ...headers })).status).toBe(202);
    server.engine.peer.connect();
    return server.engine.peer;
  }

  async function errors(): Promise<unknown[]> {
    const { json } = await server.get('/session', who('admin'));
    expect(json).toMatchObject({ state: 'streaming' });
    return server.sessions
      .runtime()
      .journal.since(0)
      .flatMap(({ event, detail }) => (event.includes('command') || event === 'error' ? [detail] : []));
  }

  it('refuse a command of the protobuf clients, with its request id', async () => {
    await start();
    const peer = await connected('viewer', { 'reactor-api-version': '1' });
    // say {words: "hi!!"}, with the request id data_1
    peer.data.says(bytes('0a06646174615f31100152180a0373617912110a0f0a05776f72647312061a0468692121'));
    await until('the refusal', () => peer.data.sent.length >= 1);
    const refusal = Buffer.from(peer.data.sent[0] as Uint8Array).toString('hex');
    expect(refusal).toMatch(new RegExp(`^0a06${hex('data_1')}1002`));
    expect(refusal).toContain(hex('forbidden'));
    expect(refusal).toContain(hex('say: this needs the role control; this client has view'));
  });

  it('refuse a publication of the JSON clients, with its request id', async () => {
    await start();
    const peer = await connected('viewer');
    peer.control.says('{"type":"request","method":"publish_track","request_id":"c1","data":{"name":"webcam"}}');
    expect(peer.control.sent.map((frame) => JSON.parse(String(frame)) as unknown)).toEqual([
      {
        type: 'response',
        method: 'publish_track',
        request_id: 'c1',
        error: { code: 'forbidden', message: 'this needs the role publish; this client has view' },
      },
    ]);
  });

  it('refuse a command of the JSON clients, whose wire has no word for it: the journal does', async () => {
    await start();
    const peer = await connected('viewer');
    peer.data.says('{"scope":"application","data":{"type":"say","data":{"words":"x"}}}');
    await until('the entry', async () => (await errors()).length > 0);
    expect(await errors()).toEqual([
      { code: 'forbidden', conn_id: 1002, message: "command 'say' rejected (forbidden)" },
    ]);
    expect(peer.data.sent).toEqual([]);
  });

  it('refuse a command of the flat clients', async () => {
    await start();
    await running();
    await server.post('/sdp_params', { sdp: OFFER_2_2.sdp, type: 'offer' }, who('viewer'));
    const { peer } = server.engine;
    peer.connect();
    peer.data.says('{"type":"say","data":{"words":"x"}}');
    await until('the entry', async () => (await errors()).length > 0);
    expect(await errors()).toEqual([expect.objectContaining({ code: 'forbidden' })]);
    expect(peer.data.sent).toEqual([]);
  });

  it('let through what they allow', async () => {
    await start();
    const peer = await connected('actor');
    peer.data.says('{"scope":"application","data":{"type":"say","data":{"words":"x"}}}');
    await until('the reply', () => peer.data.sent.length > 0);
    expect(JSON.parse(String(peer.data.sent[0]))).toEqual({
      scope: 'application',
      data: { type: 'told', data: { words: 'x' } },
    });
  });

  it.each([
    ['viewer', 1],
    ['camera', 0],
  ])('drop the pictures of a %s that asked for no publication: %d', async (user, dropped) => {
    await start();
    const peer = await connected(user, { 'reactor-api-version': '1' });
    peer.sendVideo('webcam', PICTURE);
    const { text } = await server.get('/metrics', who('admin'));
    expect(text).toContain(
      `reactor_input_frames_dropped_total{model="echo",track="webcam",cause="forbidden"} ${dropped}`,
    );
    const refusals = peer.control.sent.filter((frame) => Buffer.from(frame as Uint8Array).includes('role publish'));
    expect(refusals).toHaveLength(dropped);
  });

  it('are those of the newest offer', async () => {
    await start();
    principals['renewed'] = may('view');
    await connected('renewed');
    principals['renewed'] = { ...may('view'), roles: ['view', 'control'] };
    const { session_id: id } = (await server.get('/session', who('admin'))).json as { session_id: string };
    const path = `/sessions/${id}/transport/webrtc/connections/1002/sdp_params`;
    expect((await server.put(path, fromNewPeer(OFFER_2_12), who('renewed'))).status).toBe(202);
    const { peer } = server.engine;
    peer.connect();
    peer.data.says('{"scope":"application","data":{"type":"say","data":{"words":"x"}}}');
    await until('the reply', () => peer.data.sent.length > 0);
  });
});

describe('a client that may use some models', () => {
  const refusal = { code: 'forbidden', message: 'this client may not use the model gallery' };

  beforeEach(async () => {
    principals['guest'] = { id: 'g', roles: ['view', 'control', 'operate'], models: ['echo'] };
    await start({ models: [Echo, Gallery] });
  });

  it('is refused the others by request, and sees none of them', async () => {
    for (const path of ['session', 'schema', 'health', 'metrics']) {
      expect(await server.get(`/models/gallery/${path}`, who('guest'))).toMatchObject({
        status: 403,
        json: { code: refusal.code, detail: refusal.message },
      });
      expect((await server.get(`/${path}`, who('guest'))).status).toBe(200);
    }
    const { json } = await server.get('/list_models', who('guest'));
    expect((json as { models: { name: string }[] }).models.map(({ name }) => name)).toEqual(['echo']);
  });

  it('is refused the others on a socket that it may open', async () => {
    const socket = await SignalingSocket.open(server.url, who('guest'));
    expect(await socket.ask({ type: 'join', model: 'gallery' })).toEqual({ type: 'error', error: refusal });
    expect(await socket.ask({ type: 'join' })).toMatchObject({ type: 'joined' });
    expect(await server.get('/models/gallery/session', who('admin'))).toMatchObject({ json: { state: 'ready' } });
  });
});

describe('a client whose authorization expires', () => {
  /** Enough for a few requests. */
  const SOON_MS = 1_500;
  const expiresIn = (ms: number): Principal => ({ ...may('view', 'control'), expiresAt: new Date(Date.now() + ms) });

  it('is refused by request', async () => {
    principals['late'] = expiresIn(0);
    await start();
    const { status, json } = await server.get('/session', who('late'));
    expect([status, json]).toEqual([401, { code: 'unauthorized', detail: EXPIRED }]);
  });

  it('loses its stream of events', async () => {
    await start();
    principals['late'] = { ...expiresIn(SOON_MS), roles: ['operate'] };
    const reader = await EventReader.open(`${server.url}/events?since=0`, who('late'));
    await until('the first event', () => reader.events.length > 0);
    await until('the end', () => reader.ended);
    expect((await server.get('/events', who('late'))).status).toBe(401);
  });

  it.each(['after it joined', 'before it joins'])('loses its socket with the reason, %s', async (when) => {
    await start();
    principals['late'] = expiresIn(SOON_MS);
    const socket = await SignalingSocket.open(server.url, who('late'));
    if (when === 'after it joined') await socket.ask({ type: 'join' });
    await until('the close', () => socket.closed);
    expect(socket.told.filter(({ type }) => type === 'error')).toEqual([
      { type: 'error', error: { code: 'authorization_expired', message: EXPIRED } },
    ]);
    expect(socket.closed).toEqual({ code: 4401, reason: EXPIRED });
    expect(await refused('edge="socket",code="authorization_expired"')).toBe(1);
    if (when === 'after it joined') await until('its leave', () => server.sessions.runtime().viewers === 0);
  });

  it('loses its connection with the reason first, and what it asks for until then is refused', async () => {
    await start();
    const session = await running();
    principals['late'] = expiresIn(SOON_MS);
    const path = `${session}/transport/webrtc/connections/1002/sdp_params`;
    await server.post(path, OFFER_2_12, who('late'));
    const { peer } = server.engine;
    peer.connect();
    await until('the reason', () => peer.data.sent.length > 0);
    expect(JSON.parse(String(peer.data.sent[0]))).toEqual({
      scope: 'runtime',
      data: { type: 'connectionEnded', data: { code: 'authorization_expired', message: EXPIRED } },
    });
    expect(peer.closed).toBe(false);
    await until('the close', () => peer.closed);
    expect(await server.put(path, OFFER_2_12, who('late'))).toMatchObject({ status: 401 });
    expect(server.sessions.runtime().viewers).toBe(0);
  });

  it('stays when a newer offer renews it', async () => {
    await start();
    const session = await running();
    principals['late'] = expiresIn(SOON_MS);
    const path = `${session}/transport/webrtc/connections/1002/sdp_params`;
    await server.post(path, OFFER_2_12, who('late'));
    const { expiresAt } = principals['late'] as Principal;
    principals['late'] = { ...(principals['late'] as Principal), expiresAt: new Date(Date.now() + 40 * 86_400_000) };
    await server.put(path, fromNewPeer(OFFER_2_12), who('late'));
    server.engine.peer.connect();
    await until('the first expiry', () => Date.now() > expiresAt!.getTime() + 50);
    expect([server.engine.peer.closed, server.sessions.runtime().viewers]).toEqual([false, 1]);
  });
});

describe('offers on ids that a client invents', () => {
  it('count together, beyond the bucket of each connection', async () => {
    await start({ signaling: { offersPerMinute: 3, joinsPerMinute: 0 } });
    const session = await running();
    const statuses: number[] = [];
    for (const id of [2001, 2002, 2003, 2004]) {
      const path = `${session}/transport/webrtc/connections/${id}/sdp_params`;
      statuses.push((await server.post(path, fromNewPeer(OFFER_2_12), who('viewer'))).status);
    }
    expect(statuses).toEqual([202, 202, 202, 429]);
    const path = `${session}/transport/webrtc/connections/2004/sdp_params`;
    expect(await server.post(path, fromNewPeer(OFFER_2_12), who('viewer'))).toMatchObject({
      json: {
        code: 'rate_limited',
        detail: expect.stringMatching(
          /^a client may make 3 offers a minute over all its connections; try again in \d+ s$/,
        ),
      },
    });
    expect((await server.post(path, fromNewPeer(OFFER_2_12), who('camera'))).status).toBe(202);
  });
});
