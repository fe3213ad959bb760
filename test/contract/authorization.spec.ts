import { ForbiddenException } from '@nestjs/common';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { AuthorizationRequest } from '@nestjs-reactor/core';
import { WebSocket } from 'ws';
import { once } from 'node:events';
import { until } from '../support/until.js';
import { GuestApplication, type GuestApplicationOptions } from './support/guest-application.js';
import { SignalingSocket } from './support/signaling-socket.js';

const UNAUTHORIZED = {
  detail: 'this server requires credentials; send the ones that its operator gave you',
  code: 'unauthorized',
};

let guest: GuestApplication;
let asked: AuthorizationRequest[];

/** Lets those in who send the word. */
const byHeader = (request: AuthorizationRequest): boolean => {
  asked.push(request);
  return request.headers.authorization === 'Bearer sesame';
};

async function start(
  authorize: NonNullable<NonNullable<GuestApplicationOptions['signaling']>['authorize']>,
  options: GuestApplicationOptions = {},
): Promise<void> {
  asked = [];
  guest = await GuestApplication.start({ ...options, signaling: { ...options.signaling, authorize } });
}

const SESAME = { headers: { authorization: 'Bearer sesame' } };

afterEach(() => guest?.close());

describe('an application that asks who is there', () => {
  it.each([
    ['GET', '/session'],
    ['POST', '/start_session'],
    ['GET', '/metrics'],
    ['GET', '/events'],
    ['PUT', '/uploads/x'],
    ['GET', '/models/echo/schema'],
    ['GET', '/sessions/s/transport/webrtc/ice_servers'],
  ])('has %s %s refused to strangers, and counted', async (method, path) => {
    await start(byHeader);
    const response = await fetch(guest.url + path, { method });
    expect([response.status, await response.json()]).toEqual([401, UNAUTHORIZED]);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    const [, metrics] = await guest.ask('GET', '/metrics', SESAME);
    expect(metrics).toContain('edge="http",code="unauthorized"} 1');
  });

  it('lets in whom it knows, and hears once of each request', async () => {
    await start(byHeader, { prepare: (app) => app.setGlobalPrefix('api') });
    expect(await guest.ask('GET', '/api/models/echo/session?a=b', SESAME)).toMatchObject([200, { state: 'ready' }]);
    expect(asked).toEqual([
      {
        edge: 'http',
        action: 'session',
        model: 'echo',
        params: {},
        query: new URLSearchParams('a=b'),
        headers: expect.objectContaining({ authorization: 'Bearer sesame' }),
        address: '127.0.0.1',
      },
    ]);
    expect(await guest.ask('POST', '/api/start_session', { ...SESAME, body: '{"a":1}' })).toMatchObject([
      200,
      { state: 'waiting' },
    ]);
  });

  it('is not asked for preflights, the page, nor its own routes', async () => {
    await start(byHeader, { signaling: { docs: true } });
    const headers = { origin: 'https://app.example', 'access-control-request-method': 'POST' };
    expect((await guest.ask('OPTIONS', '/start_session', { headers }))[0]).toBe(204);
    expect((await guest.ask('GET', '/'))[0]).toBe(200);
    expect((await guest.ask('GET', '/docs/'))[0]).toBe(200);
    expect((await guest.ask('GET', '/own'))[0]).toBe(404);
    expect(asked).toEqual([]);
  });

  it('closes a stranger’s socket with 4401, which hears why and is counted', async () => {
    await start(byHeader);
    const stranger = await SignalingSocket.open(guest.url);
    expect(await stranger.answers({ type: 'join' })).toBeUndefined();
    expect(stranger.told).toEqual([{ type: 'error', error: { code: 'unauthorized', message: UNAUTHORIZED.detail } }]);
    expect(stranger.closed?.code).toBe(4401);
    const [, metrics] = await guest.ask('GET', '/metrics', SESAME);
    expect(metrics).toContain('edge="socket",code="unauthorized"} 1');
  });

  it('lets a socket in by a header, a query or a subprotocol', async () => {
    await start((request) => {
      asked.push(request);
      const [, offered] = (request.headers['sec-websocket-protocol'] ?? '').split(/,\s*/);
      const inQuery = request.query.get('token');
      return [request.headers.authorization?.slice('Bearer '.length), offered, inQuery].includes('sesame');
    });
    const url = `${guest.url.replace('http', 'ws')}/signaling`;
    for (const open of [
      () => new WebSocket(url, SESAME),
      () => new WebSocket(`${url}?token=sesame`),
      () => new WebSocket(url, ['bearer', 'sesame']),
    ]) {
      const socket = open();
      await once(socket, 'open');
      socket.send('{"type":"ping","request_id":"1"}');
      const [data] = (await once(socket, 'message')) as [Buffer];
      expect(JSON.parse(data.toString())).toEqual({ type: 'pong', request_id: '1' });
      socket.close();
    }
    expect(asked.map(({ edge, action }) => [edge, action])).toEqual([
      ['socket', 'socket'],
      ['socket', 'socket'],
      ['socket', 'socket'],
    ]);
  });

  it('may take its time: what a socket says meanwhile waits', async () => {
    let letIn: (answer: boolean) => void = () => {};
    await start(
      ({ edge, action }) =>
        edge === 'http' ||
        action !== 'socket' ||
        new Promise<boolean>((resolve) => {
          letIn = resolve;
        }),
    );
    const socket = await SignalingSocket.open(guest.url);
    const id = socket.send({ type: 'join' });
    await guest.ask('GET', '/session');
    expect(socket.told).toEqual([]);
    letIn(true);
    expect(await socket.answerTo(id)).toMatchObject({ type: 'joined' });
  });

  it('is asked even where a path was written anew behind the edge', async () => {
    await start(byHeader, {
      prepare: (app) =>
        app.use((request: { url: string }, _response: unknown, next: () => void) => {
          request.url = request.url.replace('/old', '');
          next();
        }),
    });
    expect(await guest.ask('GET', '/old/session')).toEqual([401, UNAUTHORIZED]);
    expect(await guest.ask('GET', '/old/session', SESAME)).toMatchObject([200, { state: 'ready' }]);
    expect(asked.map(({ action, model }) => [action, model])).toEqual([
      ['session', 'echo'],
      ['session', 'echo'],
    ]);
  });

  it('may say that somebody it knows may not', async () => {
    await start(() => {
      throw new ForbiddenException('members only');
    });
    expect(await guest.ask('GET', '/session')).toEqual([403, { detail: 'members only', code: 'forbidden' }]);
    const socket = await SignalingSocket.open(guest.url);
    await until('the close', () => socket.closed);
    expect(socket.closed).toEqual({ code: 4403, reason: 'members only' });
    expect(guest.logged).toEqual([]);
  });

  it('keeps everybody out when it fails, and tells its log alone why', async () => {
    await start(() => Promise.reject(new Error('the directory is down')));
    expect(await guest.ask('GET', '/session')).toEqual([
      403,
      { detail: 'the credentials could not be checked; contact the server’s operator', code: 'forbidden' },
    ]);
    const socket = await SignalingSocket.open(guest.url);
    await until('the close', () => socket.closed);
    expect(socket.closed?.code).toBe(4403);
    expect(guest.logged.join('\n')).toContain('the directory is down');
  });

  it.each([undefined, 1, 'yes'])('keeps those out of whom it says %j', async (answer) => {
    await start(() => answer as never);
    expect((await guest.ask('GET', '/session'))[0]).toBe(401);
  });
});

describe('what is asked for', () => {
  it.each([
    ['/stop_session', 'POST', { action: 'stop_session', model: 'echo' }],
    ['/stop_session/', 'POST', { action: 'stop_session', model: 'echo' }],
    ['/STOP_Session', 'POST', { action: 'stop_session', model: 'echo' }],
    ['/models/second/stop_session', 'POST', { action: 'stop_session', model: 'second' }],
    ['/models/%73econd/stop_session/', 'POST', { action: 'stop_session', model: 'second' }],
    ['/session', 'HEAD', { action: 'session', model: 'echo' }],
    ['/sessions/s%31/transport/webrtc/ice_servers', 'GET', { action: 'ice_servers', sessionId: 's1' }],
    ['/sessions/s1/transport/webrtc/connections', 'POST', { action: 'join', sessionId: 's1' }],
    ['/sessions/s1/transport/webrtc/connections/%31002/sdp_params', 'PUT', { action: 'join', connectionId: 1002 }],
    ['/sessions/s1/transport/webrtc/sdp_params', 'GET', { action: 'join', sessionId: 's1', model: 'echo' }],
    ['/sdp_params', 'POST', { action: 'join', model: 'echo' }],
    ['/sessions/s1/uploads', 'POST', { action: 'upload', sessionId: 's1', model: 'echo' }],
    ['/uploads/u1', 'PUT', { action: 'upload' }],
    ['/metrics', 'GET', { action: 'metrics' }],
    ['/events?since=0', 'GET', { action: 'events' }],
    ['/sessions/s1/stats/', 'GET', { action: 'stats', sessionId: 's1', model: 'echo' }],
    ['/health', 'GET', { action: 'health' }],
  ])('is the same however it is spelt: %s, %s', async (path, method, expected) => {
    await start((request) => {
      asked.push(request);
      return false;
    });
    expect((await fetch(guest.url + path, { method })).status).toBe(401);
    expect(asked).toEqual([expect.objectContaining({ edge: 'http', ...expected })]);
    expect('model' in asked[0]!).toBe(!path.startsWith('/uploads'));
  });

  it('is a start, a stop, a place and a schema on the socket as by request', async () => {
    const refused = new Set<string>();
    await start((request) => {
      asked.push(request);
      return !refused.has(request.action);
    });
    const socket = await SignalingSocket.open(guest.url);
    const refusal = { type: 'error', error: { code: 'unauthorized', message: UNAUTHORIZED.detail } };
    refused.add('start_session');
    expect(await socket.ask({ type: 'join' })).toEqual(refusal);
    refused.delete('start_session');
    refused.add('join');
    expect(await socket.ask({ type: 'join' })).toEqual(refusal);
    expect(await guest.ask('GET', '/session')).toMatchObject([200, { state: 'ready' }]);
    refused.delete('join');
    expect(await socket.ask({ type: 'join' })).toMatchObject({ type: 'joined' });
    refused.add('stop_session').add('schema');
    expect(await socket.ask({ type: 'schema' })).toEqual(refusal);
    expect(await socket.ask({ type: 'leave', stop: true })).toEqual(refusal);
    expect(await guest.ask('GET', '/session')).toMatchObject([200, { state: 'streaming' }]);
    expect(await socket.ask({ type: 'leave' })).toEqual({ type: 'left' });
    expect(asked.filter(({ edge }) => edge === 'socket').map(({ action }) => action)).toEqual([
      'socket',
      'start_session',
      'start_session',
      'join',
      'start_session',
      'join',
      'schema',
      'stop_session',
    ]);
  });
});

describe('a ticket in the path', () => {
  it('lets every client in that takes a base address', async () => {
    await start(({ params }) => params['ticket'] === 'sesame', { signaling: { path: '/stream/:ticket' } });
    expect(await guest.ask('GET', '/stream/other/session')).toEqual([401, UNAUTHORIZED]);
    const [status, session] = await guest.ask('POST', '/stream/sesame/start_session');
    expect(status).toBe(200);
    const { session_id: id } = session as { session_id: string };
    const body = JSON.stringify({ name: 'a', size: 1, mime_type: 'text/plain' });
    const [, ticket] = await guest.ask('POST', `/stream/sesame/sessions/${id}/uploads`, { body });
    expect((ticket as { presigned_url: string }).presigned_url).toMatch(`${guest.url}/stream/sesame/uploads/`);
    const page = await guest.ask('GET', '/stream/sesame/');
    expect(page).toEqual([200, expect.stringContaining('content="./"')]);
    const socket = await SignalingSocket.open(`${guest.url}/stream/sesame`);
    expect(await socket.ask({ type: 'join' })).toMatchObject({ type: 'joined' });
  });
});
