import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Idle,
  type InputState,
  type Turn,
  type Principal,
  ReactorModel,
  ReactorPipeline,
  Video,
  VideoFrame,
} from '@nestjs-reactor/core';
import { PNG } from 'pngjs';
import { until } from '../support/until.js';
import { ReactorUnderTest } from './support/reactor-under-test.js';
import { SignalingSocket } from './support/signaling-socket.js';

class WallOutput {
  @Video() mainVideo!: VideoFrame;
  @Video() depth?: VideoFrame;
}

const filled = (width: number, height: number, pixel: readonly number[]): VideoFrame =>
  VideoFrame.rgb(
    width,
    height,
    Uint8Array.from({ length: 3 * width * height }, (_, i) => pixel[i % 3]!),
  );

/** A red wall, one column wider than high; its other output never has a picture. */
@ReactorModel({ name: 'wall', output: WallOutput, fps: 50 })
class Wall extends ReactorPipeline<InputState, WallOutput> {
  *inference(): Generator<Turn<WallOutput>, void, void> {
    for (;;) yield { mainVideo: filled(5, 4, [200, 30, 20]) };
  }
}

/** Never has a picture. */
@ReactorModel({ name: 'dark', output: WallOutput, fps: 50 })
class Dark extends ReactorPipeline<InputState, WallOutput> {
  *inference(): Generator<Turn<WallOutput>, void, void> {
    for (;;) yield Idle;
  }
}

@ReactorModel({ name: 'deaf' })
class Deaf extends ReactorPipeline {
  *inference(): Generator<Turn, void, void> {
    for (;;) yield Idle;
  }
}

const PRINCIPALS: Readonly<Record<string, Principal>> = {
  viewer: { id: 'viewer', roles: ['view'] },
  operator: { id: 'operator', roles: ['operate'] },
};

let server: ReactorUnderTest;
beforeAll(async () => {
  server = await ReactorUnderTest.start({
    models: [Wall, Dark, Deaf],
    signaling: {
      authorize: ({ headers }) =>
        headers['x-user'] === undefined ? true : (PRINCIPALS[String(headers['x-user'])] ?? false),
    },
  });
});
afterEach(() => server.rest());
afterAll(() => server.close());

/** A session with one client, without which no model runs, and its first picture. @returns its id */
async function watched(): Promise<string> {
  const socket = await SignalingSocket.open(server.url);
  const joined = (await socket.ask({ type: 'join' })) as unknown as {
    readonly session: { readonly session_id: string };
  };
  await until('a picture', () => picture('/snapshot'));
  return joined.session.session_id;
}

async function picture(path: string): Promise<PNG | undefined> {
  const response = await fetch(server.url + path);
  return response.status === 200 ? PNG.sync.read(Buffer.from(await response.arrayBuffer())) : undefined;
}

describe('GET /snapshot', () => {
  it('is the newest picture, as a PNG of its size', async () => {
    await watched();
    const png = (await picture('/snapshot'))!;
    expect([png.width, png.height]).toEqual([5, 4]);
    const pixels = Array.from({ length: 20 }, (_, i) => [...png.data.subarray(4 * i, 4 * i + 3)]);
    for (const [red, green, blue] of pixels) {
      expect(Math.abs(red! - 200)).toBeLessThan(6);
      expect(Math.abs(green! - 30)).toBeLessThan(6);
      expect(Math.abs(blue! - 20)).toBeLessThan(6);
    }
    const { headers } = await fetch(`${server.url}/snapshot`);
    expect(headers.get('content-type')).toBe('image/png');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('is that of a session, a track and a model that are named', async () => {
    const id = await watched();
    expect(await picture(`/snapshot?session=${id}&track=main_video`)).toBeDefined();
    expect(await picture('/models/wall/snapshot')).toBeDefined();
  });

  it.each([
    ['/snapshot?track=depth', 404, 'no_picture', 'the model has emitted no picture on depth yet; ask again'],
    ['/snapshot?track=smell', 404, 'unknown_track', '"smell" is no output with pictures; wall has main_video, depth'],
    ['/snapshot?track=a&track=b', 422, 'bad_message', 'track must be one text'],
    ['/snapshot?session=00000000-0000-4000-8000-000000000001', 404, 'unknown_session', 'Unknown session'],
    ['/models/dark/snapshot', 400, 'no_session', 'No session running; start one first'],
    ['/models/nobody/snapshot', 404, 'unknown_model', 'no model is called "nobody"'],
  ])('refuses %s', async (path, status, code, detail) => {
    await watched();
    const reply = await server.get(path);
    expect(reply).toMatchObject({ status, json: { code, detail: expect.stringContaining(detail) } });
  });

  it.each([
    ['has emitted none', 'dark', 'no_picture'],
    ['has no output with pictures', 'deaf', 'unknown_track'],
  ])('refuses that of a model that %s', async (_, model, code) => {
    await server.post(`/models/${model}/start_session`, {});
    expect((await server.get(`/models/${model}/snapshot`)).json).toMatchObject({ code });
    await server.post(`/models/${model}/stop_session`, {});
  });

  it('needs the role view', async () => {
    await watched();
    const asked = await Promise.all(
      ['viewer', 'operator', 'stranger'].map(
        async (user) => (await server.get('/snapshot', { 'x-user': user })).status,
      ),
    );
    expect(asked).toEqual([200, 403, 401]);
  });
});
