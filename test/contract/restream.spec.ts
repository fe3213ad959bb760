import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  Audio,
  type AudioSamples,
  Idle,
  type InputState,
  type Principal,
  ReactorModel,
  ReactorPipeline,
  type Turn,
  Video,
  type VideoFrame,
} from '@nestjs-reactor/core';
import { until } from '../support/until.js';
import { EventReader } from './support/event-reader.js';
import { Echo } from './support/echo.model.js';
import { ReactorUnderTest, type ReactorUnderTestOptions } from './support/reactor-under-test.js';

class StageOutput {
  @Audio() voice!: AudioSamples;
  @Video() front!: VideoFrame;
  @Video() depth!: VideoFrame;
}

@ReactorModel({ name: 'stage', output: StageOutput, fps: 30 })
class Stage extends ReactorPipeline<InputState, StageOutput> {
  *inference(): Generator<Turn<StageOutput>, void, void> {
    for (;;) yield Idle;
  }
}

const PRINCIPALS: Readonly<Record<string, Principal>> = {
  viewer: { id: 'viewer', roles: ['view', 'control', 'publish'] },
  operator: { id: 'operator', roles: ['operate'] },
};

let server: ReactorUnderTest;
let sfu: Server;
let sfuUrl: string;
/** What was sent to the other server: `POST /whip/echo Bearer sesame`. */
let requests: string[];
/** What it answers an offer with. */
let status: number;

beforeEach(async () => {
  requests = [];
  status = 201;
  sfu = createServer((request, response) => {
    requests.push([request.method, request.url, request.headers.authorization].filter(Boolean).join(' '));
    request.resume().on('end', () => {
      const headers = { 'Content-Type': 'application/sdp', Location: '/whip_session/1' };
      response.writeHead(request.method === 'POST' ? status : 200, headers).end('v=0\r\n');
    });
  });
  sfu.listen(0, '127.0.0.1');
  await once(sfu, 'listening');
  sfuUrl = `http://127.0.0.1:${(sfu.address() as AddressInfo).port}`;
});

afterEach(async () => {
  await server.close();
  sfu.closeAllConnections();
  sfu.close();
});

async function start(
  options: ReactorUnderTestOptions['restream'] = {},
  others: ReactorUnderTestOptions = {},
): Promise<void> {
  const restream = { url: `${sfuUrl}/whip/{model}/{session}`, token: 'sesame', ...options };
  server = await ReactorUnderTest.start({ models: [Echo, Stage], restream, ...others });
}

async function session(model = 'echo'): Promise<{ id: string; path: string }> {
  const { json } = await server.post(`/models/${model}/start_session`, {});
  const { session_id: id } = json as { session_id: string };
  return { id, path: `/models/${model}/sessions/${id}/restream` };
}

const becomes = (path: string, state: string): Promise<unknown> =>
  until(
    `the restream to be ${state}`,
    async () => ((await server.get(path)).json as { state: string }).state === state,
  );

const connected = async (path: string): Promise<void> => {
  await until('an answer', () => server.engine.outbound.at(-1)?.answer);
  server.engine.outbound.at(-1)!.connect();
  await becomes(path, 'live');
};

async function metric(name: string, labels: string): Promise<number> {
  const { text } = await server.get('/metrics');
  return Number(new RegExp(`^${name}\\{model="echo"${labels}\\} (\\d+)$`, 'm').exec(text)?.[1]);
}

describe('a server that restreams', () => {
  it('sends every session to the address of its options, and deletes it at the end', async () => {
    await start();
    const { id, path } = await session();
    await connected(path);
    expect((await server.get(path)).json).toEqual({
      session_id: id,
      state: 'live',
      tracks: ['main_video', 'main_audio'],
      attempts: 1,
    });
    await server.post('/stop_session');
    await until('its end', () => requests.length === 2);
    expect(requests).toEqual([`POST /whip/echo/${id} Bearer sesame`, 'DELETE /whip_session/1 Bearer sesame']);
    expect(server.engine.outbound.map(({ closed, options }) => [closed, options.tracks])).toEqual([
      [true, ['main_video', 'main_audio']],
    ]);
  });

  it('deletes what it published before it shuts down', async () => {
    await start();
    const { path } = await session();
    await connected(path);
    await server.close();
    expect(requests.at(-1)).toBe('DELETE /whip_session/1 Bearer sesame');
  });

  it('starts on request alone, where the options say so, and once', async () => {
    await start({ start: 'request' });
    const { path } = await session();
    expect((await server.get(path)).json).toMatchObject({ state: 'off', attempts: 0 });
    expect(await server.post(path)).toMatchObject({ status: 202, json: { state: 'connecting' } });
    await connected(path);
    expect(await server.post(path)).toMatchObject({ status: 202, json: { state: 'live' } });
    expect(await server.request('DELETE', path)).toMatchObject({ status: 200, json: { state: 'off' } });
    expect(requests.map((request) => request.split(' ')[0])).toEqual(['POST', 'DELETE']);
    await server.post(path);
    await connected(path);
  });

  it('is refused for good by a wrong token, says so everywhere, and can be started again', async () => {
    await start();
    const events = await EventReader.open(`${server.url}/events?since=0`);
    status = 401;
    const { path } = await session();
    await becomes(path, 'failed');
    expect((await server.get(path)).json).toMatchObject({
      error: { code: 'restream_refused', message: expect.stringMatching(/answers with 401 .*restream\.token$/) },
    });
    expect((await events.sees('error')).data.detail).toEqual({
      message: 'failed (restream_refused)',
      code: 'restream_refused',
    });
    expect([
      await metric('reactor_restreams', ',state="failed"'),
      await metric('reactor_restream_attempts_total', ',outcome="refused"'),
    ]).toEqual([1, 1]);
    status = 201;
    await server.post(path);
    await connected(path);
    expect([
      await metric('reactor_restreams', ',state="failed"'),
      await metric('reactor_restreams', ',state="live"'),
      await metric('reactor_restream_attempts_total', ',outcome="connected"'),
    ]).toEqual([0, 1, 1]);
    events.close();
  });

  it('counts a session that was refused no longer when it has ended', async () => {
    await start();
    status = 403;
    const { path } = await session();
    await becomes(path, 'failed');
    await server.post('/stop_session');
    await until('its end', async () => (await metric('reactor_restreams', ',state="failed"')) === 0);
  });

  it('tries again after a connection is lost', async () => {
    await start();
    const { path } = await session();
    await connected(path);
    server.engine.outbound[0]!.lose();
    await becomes(path, 'waiting');
    expect((await server.get(path)).json).toMatchObject({
      error: { code: 'restream_failed' },
      retry_in_ms: expect.any(Number),
    });
    await until('another attempt', () => server.engine.outbound.length === 2);
    await connected(path);
    expect(await metric('reactor_restream_attempts_total', ',outcome="lost"')).toBe(1);
  });

  it('lets a session end for want of clients, unless the other server counts as one', async () => {
    await start({}, { session: { orphanTimeoutMs: 150 } });
    await session();
    await until('the session’s end', async () => (await server.stateOf()) === 'ready');
    await server.close();
    await start({ countsAsClient: true }, { session: { orphanTimeoutMs: 150 } });
    const { path } = await session();
    await connected(path);
    expect(await server.stateOf()).toBe('streaming');
    await server.request('DELETE', path);
    await until('the session’s end', async () => (await server.stateOf()) === 'ready');
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['the first of each kind', [], ['front', 'voice']],
    ['those that are named, video first', ['voice', 'depth', 'other'], ['depth', 'voice']],
  ])('sends %s', async (_what, tracks, sent) => {
    await start({ tracks });
    const { path } = await session('stage');
    await connected(path);
    expect([server.engine.outbound[0]?.options.tracks, (await server.get(path)).json]).toEqual([
      sent,
      expect.objectContaining({ tracks: sent }),
    ]);
  });

  it.each([
    [
      'a model that is not named',
      { models: ['stage'] },
      'not_found',
      'sessions of echo are not restreamed; add it to restream.models',
    ],
    [
      'a model without the tracks',
      { tracks: ['depth'] },
      'unknown_track',
      'echo has none of restream.tracks; its outputs are main_video, main_audio',
    ],
  ])('does not send %s', async (_what, options, code, detail) => {
    await start(options);
    const { path } = await session('echo');
    expect(await server.post(path)).toMatchObject({ status: 404, json: { code, detail } });
    expect(requests).toEqual([]);
  });

  it('asks the application for the address of each attempt', async () => {
    let asked = 0;
    await start({
      target: async ({ model }) => ({ url: `${sfuUrl}/room/${model}/${++asked}`, token: `ticket${asked}` }),
    });
    status = 503;
    const { path } = await session();
    await becomes(path, 'waiting');
    status = 201;
    await until('another attempt', () => requests.length === 2);
    expect(requests).toEqual(['POST /room/echo/1 Bearer ticket1', 'POST /room/echo/2 Bearer ticket2']);
  });

  it('takes the address of one session from the application', async () => {
    await start({ url: '' });
    const { id, path } = await session();
    expect(await server.post(path)).toMatchObject({
      status: 404,
      json: { code: 'not_found', detail: 'this server restreams no session; set restream.url' },
    });
    const { restreams } = server;
    expect(restreams.start(id, { url: `${sfuUrl}/elsewhere` })).toMatchObject({ state: 'connecting' });
    await connected(path);
    expect(requests).toEqual(['POST /elsewhere']);
    expect(await restreams.stop(id)).toMatchObject({ state: 'off' });
    expect(() => restreams.start('unknown')).toThrow(expect.objectContaining({ code: 'no_session' }));
  });

  it('allows it to operators alone', async () => {
    await start(
      { start: 'request' },
      { signaling: { authorize: ({ headers }) => PRINCIPALS[String(headers['x-user'])] ?? true } },
    );
    const { path } = await session();
    for (const method of ['POST', 'GET', 'DELETE']) {
      expect(await server.request(method, path, undefined, { 'x-user': 'viewer' })).toMatchObject({
        status: 403,
        json: { code: 'forbidden' },
      });
    }
    expect((await server.request('POST', path, undefined, { 'x-user': 'operator' })).status).toBe(202);
  });

  it.each<[string, string, number, string]>([
    ['of no session', '/sessions/5906fde6-38b3-4e0f-8737-ac791c8a5e3c/restream', 400, 'no_session'],
    ['of no model', '/models/none/sessions/1/restream', 404, 'unknown_model'],
  ])('knows nothing %s', async (_what, path, code, name) => {
    await start();
    for (const method of ['POST', 'GET', 'DELETE']) {
      expect(await server.request(method, path)).toMatchObject({ status: code, json: { code: name } });
    }
  });

  it('does not start with a model that there is not', async () => {
    await expect(start({ models: ['nobody'] })).rejects.toMatchObject({
      code: 'bad_configuration',
      message: 'restream.models names "nobody", and this server has echo, stage',
    });
    await start();
  });
});
