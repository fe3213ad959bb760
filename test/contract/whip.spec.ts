import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Audio, type AudioSamples, Idle, ReactorModel, ReactorPipeline, Video, VideoFrame } from '@nestjs-reactor/core';
import type { InputState, Turn } from '@nestjs-reactor/core';
import { until } from '../support/until.js';
import { Camera } from './support/camera.model.js';
import { offerOf } from './support/player-offer.js';
import { type Reply, ReactorUnderTest, type ReactorUnderTestOptions } from './support/reactor-under-test.js';

class StudioInput {
  @Video() front!: VideoFrame;
  @Video() side!: VideoFrame;
  @Audio() sideAudio!: AudioSamples;
  @Audio() room!: AudioSamples;
}

class OneMicrophone {
  @Video() front!: VideoFrame;
  @Audio() microphone!: AudioSamples;
}

class Picture {
  @Video() mainVideo!: VideoFrame;
}

@ReactorModel({ name: 'studio', input: StudioInput, output: Picture })
class Studio extends ReactorPipeline<InputState, Picture, StudioInput> {
  *inference(): Generator<Turn<Picture>, void, void> {
    for (;;) yield Idle;
  }
}

@ReactorModel({ name: 'interview', input: OneMicrophone, output: Picture })
class Interview extends ReactorPipeline<InputState, Picture, OneMicrophone> {
  static seen: VideoFrame | undefined;

  async *inference(): AsyncGenerator<Turn<Picture>, void, void> {
    for (;;) {
      [Interview.seen] = await this.input.front.read();
      yield Idle;
    }
  }
}

const SDP = { 'content-type': 'application/sdp' };
const PUBLISHER = ['video sendonly', 'audio sendonly'] as const;

let server: ReactorUnderTest;

beforeAll(async () => {
  server = await ReactorUnderTest.start({ models: [Camera, Studio, Interview] });
});
afterEach(async () => {
  for (const name of ['studio', 'interview']) await server.post(`/models/${name}/stop_session`);
  await server.rest();
});
afterAll(() => server.close());

const publish = (path: string, offer = offerOf(...PUBLISHER), headers = {}, to = server): Promise<Reply> =>
  to.post(path, offer, { ...SDP, ...headers });

async function withOptions(
  options: ReactorUnderTestOptions,
  test: (other: ReactorUnderTest) => Promise<void>,
): Promise<void> {
  const other = await ReactorUnderTest.start({ models: [Camera], ...options });
  try {
    await test(other);
  } finally {
    await other.close();
  }
}

/** Which section of the newest offer feeds which input. */
const fed = (): Record<string, string> =>
  Object.fromEntries(server.engine.peer.offer!.tracks!.map(({ mid, name }) => [mid, name]));

describe('POST /whip/{track}', () => {
  it('feeds an input of the model, and starts a session where none runs', async () => {
    const { status, headers } = await publish('/whip/interview/front');
    expect(status).toBe(201);
    expect(headers.get('location')).toMatch(/^\/models\/interview\/whip_peers\/[\w-]{24}$/);
    expect(headers.get('content-type')).toBe('application/sdp');
    server.engine.peer.connect();
    expect((await server.get('/models/interview/session')).json).toMatchObject({ state: 'streaming' });
    server.engine.peer.sendVideo('front', VideoFrame.rgb(32, 16, new Uint8Array(32 * 16 * 3)));
    await until('the picture', () => Interview.seen !== undefined);
    expect([Interview.seen!.width, Interview.seen!.height]).toEqual([32, 16]);
    expect((await server.request('DELETE', headers.get('location')!)).status).toBe(200);
    expect(server.engine.peer.closed).toBe(true);
  });

  it.each([
    ['/whip/webcam', ''],
    ['/whip/interview/front', '/models/interview'],
    ['/models/interview/whip/front', '/models/interview'],
  ])('says for %s that the connection is under %s/whip_peers', async (path, base) => {
    const { status, headers } = await publish(path);
    expect(status).toBe(201);
    const place = headers.get('location')!;
    expect(place).toMatch(new RegExp(`^${base}/whip_peers/[\\w-]{24}$`));
    expect((await server.request('DELETE', place)).status).toBe(200);
  });

  it.each<[string, string, Record<string, string>]>([
    ['to the input that is named after it', '/whip/studio/side', { 0: 'side', 1: 'side_audio' }],
    ['nowhere where several might be meant', '/whip/studio/front', { 0: 'front' }],
    ['to the only input for sound', '/whip/interview/front', { 0: 'front', 1: 'microphone' }],
    ['nowhere where the model has none', '/whip/webcam', { 0: 'webcam' }],
    ['to the input that the path names', '/whip/studio/room', { 1: 'room' }],
  ])('sends the sound %s', async (_where, path, sections) => {
    expect((await publish(path)).status).toBe(201);
    expect(fed()).toEqual(sections);
  });

  it.each<[string, string, string, number, string]>([
    ['an input that is unknown', '/whip/depth', offerOf(...PUBLISHER), 404, 'unknown_track'],
    ['an output', '/whip/main_video', offerOf(...PUBLISHER), 404, 'unknown_track'],
    ['a model that is unknown', '/whip/nobody/webcam', offerOf(...PUBLISHER), 404, 'unknown_model'],
    ['an offer without video', '/whip/webcam', offerOf('audio sendonly'), 422, 'bad_sdp'],
    ['an offer that only receives', '/whip/webcam', offerOf('video recvonly'), 422, 'bad_sdp'],
    ['two pictures', '/whip/webcam', offerOf('video sendonly', 'video sendonly'), 422, 'bad_sdp'],
  ])('refuses %s, and starts nothing', async (_what, path, offer, status, code) => {
    expect(await publish(path, offer)).toMatchObject({ status, json: { code } });
    expect(await server.stateOf()).toBe('ready');
  });

  it('takes one publisher of an input, and the next when it has left', async () => {
    const { headers } = await publish('/whip/webcam');
    const { peer } = server.engine;
    peer.connect();
    expect(await publish('/whip/webcam')).toMatchObject({ status: 409, json: { code: 'publish_refused' } });
    expect([peer.closed, server.sessions.runtime().viewers]).toEqual([false, 1]);
    await server.request('DELETE', headers.get('location')!);
    expect((await publish('/whip/webcam')).status).toBe(201);
    server.engine.peer.connect();
    server.engine.peer.lose();
    expect((await publish('/whip/webcam')).status).toBe(201);
  });

  it('adds candidates and restarts ICE as a player does', async () => {
    const { headers } = await publish('/whip/webcam');
    server.engine.peer.connect();
    const patch = (body: string) =>
      server.request('PATCH', headers.get('location')!, body, {
        'content-type': 'application/trickle-ice-sdpfrag',
        'if-match': '*',
      });
    expect((await patch('m=video 9 X 0\r\na=mid:0\r\na=candidate:1 1 udp 1 192.0.2.1 9 typ host')).status).toBe(204);
    expect((await patch('a=ice-ufrag:ysXw\r\na=ice-pwd:vw5LmwG4y/e6dPP/zAP9Gp5k')).status).toBe(200);
    expect((await publish('/whip/webcam')).status).toBe(409);
  });

  it('is refused as signaling.whip says', async () => {
    await withOptions({ signaling: { whip: 'join' } }, async (other) => {
      expect(await publish('/whip/webcam', undefined, {}, other)).toMatchObject({
        status: 409,
        json: { code: 'session_not_running' },
      });
    });
    await withOptions({ signaling: { whip: false } }, async (other) => {
      expect((await publish('/whip/webcam', undefined, {}, other)).status).toBe(404);
    });
  });

  it('needs the role publish, and to start a session the role view as well', async () => {
    const ROLES = { camera: ['publish'], studio: ['publish', 'view'], viewer: ['view'] } as const;
    const asked: string[] = [];
    const signaling: ReactorUnderTestOptions['signaling'] = {
      authorize: ({ headers, action, model }) => {
        const id = headers.authorization?.replace('Bearer ', '') as keyof typeof ROLES;
        asked.push(`${id} ${action} ${model}`);
        return Object.hasOwn(ROLES, id) && { id, roles: ROLES[id] };
      },
    };
    await withOptions({ signaling }, async (other) => {
      const as = (id: string) => publish('/whip/webcam', undefined, { authorization: `Bearer ${id}` }, other);
      const forbidden = (wanted: string, has: string) => ({
        status: 403,
        json: { detail: `this needs the role ${wanted}; this client has ${has}`, code: 'forbidden' },
      });
      expect(await as('viewer')).toMatchObject(forbidden('publish', 'view'));
      expect(await as('camera')).toMatchObject(forbidden('view', 'publish'));
      expect((await as('studio')).status).toBe(201);
      other.engine.peer.connect();
      other.engine.peer.lose();
      expect((await as('camera')).status).toBe(201);
      expect(asked).toEqual([
        'viewer publish camera',
        'camera publish camera',
        'camera start_session camera',
        'studio publish camera',
        'studio start_session camera',
        'camera publish camera',
      ]);
    });
  });
});
